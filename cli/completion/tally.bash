# bash completion of tally: verbs, options, and the codes that the store holds. tally itself answers.
_tally()
{
	local answers
	mapfile -t answers < <(tally complete -- "${COMP_WORDS[@]:1:COMP_CWORD-1}" "$([[ ${COMP_WORDS[COMP_CWORD]} == = ]] || printf '%s' "${COMP_WORDS[COMP_CWORD]}")" 2>/dev/null)
	COMPREPLY=()
	if [[ ${answers[0]-} == :files ]]; then
		compopt -o default 2>/dev/null
		return
	fi
	COMPREPLY=("${answers[@]%%$'\t'*}")
}
complete -F _tally tally
