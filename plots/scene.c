/* scene.c: the list of things to draw. */
#include "scene.h"

#include <stdlib.h>
#include <string.h>

static void *grown(void *items, size_t n, size_t *capacity, size_t size)
{
	if (n < *capacity)
		return items;
	size_t wanted = *capacity ? *capacity * 2 : 64;
	void *more = wanted <= SIZE_MAX / size ? realloc(items, wanted * size) : NULL;
	if (more)
		*capacity = wanted;
	return more;
}

void tally_scene_release(tally_scene *scene)
{
	for (size_t i = 0; i < scene->n_items; i++)
		free(scene->items[i].text);
	free(scene->items);
	free(scene->points);
	free(scene->title);
	free(scene->alt);
	*scene = (tally_scene){0};
}

void tally_scene_begin(tally_scene *scene, tally_item style)
{
	tally_item *more =
	    scene->failed ? NULL
			  : grown(scene->items, scene->n_items, &scene->cap_items, sizeof *more);
	if (!more) {
		scene->failed = true;
		free(style.text);
		return;
	}
	style.first = scene->n_points;
	style.n = 0;
	scene->items = more;
	scene->items[scene->n_items++] = style;
}

void tally_scene_to(tally_scene *scene, double x, double y)
{
	tally_place *more =
	    scene->failed ? NULL
			  : grown(scene->points, scene->n_points, &scene->cap_points, sizeof *more);
	if (!more) {
		scene->failed = true;
		return;
	}
	scene->points = more;
	scene->points[scene->n_points++] = (tally_place){x, y};
	scene->items[scene->n_items - 1].n++;
}

void tally_scene_line(tally_scene *scene, uint32_t colour, double width, double x, double y,
		      double x2, double y2)
{
	tally_scene_begin(scene,
			  (tally_item){.kind = TALLY_DRAW_LINE, .colour = colour, .size = width});
	tally_scene_to(scene, x, y);
	tally_scene_to(scene, x2, y2);
}

void tally_scene_rect(tally_scene *scene, uint32_t colour, double opacity, double x, double y,
		      double x2, double y2)
{
	tally_scene_begin(
	    scene, (tally_item){.kind = TALLY_DRAW_RECT, .colour = colour, .opacity = opacity});
	tally_scene_to(scene, x, y);
	tally_scene_to(scene, x2, y2);
}

void tally_scene_dot(tally_scene *scene, uint32_t colour, double radius, bool hollow, double x,
		     double y)
{
	tally_scene_begin(scene, (tally_item){.kind = TALLY_DRAW_DOTS,
					      .colour = colour,
					      .size = radius,
					      .hollow = hollow});
	tally_scene_to(scene, x, y);
}

void tally_scene_text(tally_scene *scene, uint32_t colour, double size, bool bold, int align,
		      double x, double y, const char *text)
{
	if (!*text)
		return;
	char *copy = strdup(text);
	if (!copy) {
		scene->failed = true;
		return;
	}
	tally_scene_begin(scene, (tally_item){.kind = TALLY_DRAW_TEXT,
					      .colour = colour,
					      .size = size,
					      .bold = bold,
					      .align = align,
					      .text = copy});
	tally_scene_to(scene, x, y);
}

void tally_scene_box(const tally_scene *scene, const tally_item *item, double box[4])
{
	const tally_place *at = &scene->points[item->first];
	double width = tally_text_width(&scene->theme.ruler, item->text, item->size, item->bold);
	box[0] = at->x - width * (item->align + 1) / 2;
	box[2] = box[0] + width;
	box[1] = at->y - item->size / 2;
	box[3] = at->y + item->size / 2;
}
