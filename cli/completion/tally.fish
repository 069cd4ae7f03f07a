# fish completion of tally: verbs, options, and the codes that the store holds. tally itself answers.
function __tally_complete
    set -l words (commandline -opc)
    set -l answers (tally complete -- $words[2..] (commandline -ct) 2>/dev/null)
    if test "$answers[1]" = ":files"
        __fish_complete_path (commandline -ct)
    else
        string join -- \n $answers
    end
end
complete -c tally -f -a '(__tally_complete)'
