/* tree.h: the tree of an expression, shared by parse.c and evaluate.c. */
#ifndef TALLY_TRANSFORM_TREE_H
#define TALLY_TRANSFORM_TREE_H

#include "transform/expression.h"

#define TALLY_NODES_MAX 256
#define TALLY_DEPTH_MAX 64

typedef enum {
	NODE_NUMBER,
	NODE_REFERENCE,
	NODE_NEGATE,
	NODE_ADD,
	NODE_SUBTRACT,
	NODE_MULTIPLY,
	NODE_DIVIDE,
	NODE_POWER,
	NODE_CALL,
} node_kind;

/** A metric with its selectors. */
typedef struct {
	int32_t metric;
	bool any;                /**< `*`: the metric that the expression is asked for */
	size_t at;               /**< where it begins in the text, in bytes */
	int32_t group;           /**< `CN/...`: the group, else TALLY_NO_CODE */
	const char *partition;   /**< its partition; owned by the code lists */
	size_t first, n_regions; /**< in the expression's list of regions; 0: those asked for */
	bool all;                /**< `*`: every region */
	bool has_period;
	tally_period period;
	tally_measure measure;
	tally_prices prices;
	char adjustment;
	uint8_t kind;
	int frequency;    /**< -1: any */
	const char *unit; /**< base unit; owned by the code lists */
	bool unit_given;
} node_reference;

typedef struct {
	node_kind kind;
	int column; /**< where it begins, in characters from 1 */
	double number;
	node_reference reference;
	tally_call call;
	int children[2];
	tally_type type;
} node;

struct tally_expression {
	char *text;
	char shown[128]; /**< its beginning, for messages */
	const tally_codes *codes;
	int32_t any; /**< the metric that `*` stands for; TALLY_NO_CODE: it names none */
	node *nodes; /* [n_nodes] of room */
	int n_nodes, room, root;
	int32_t *regions; /**< of all references, one after the other */
	size_t n_regions, cap_regions;
	int32_t metrics[TALLY_NODES_MAX];
	size_t n_metrics;
	char **units; /**< texts of computed units */
	size_t n_units;
};

#endif
