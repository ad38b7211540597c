/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a second look would help: required fields read weakly, with a wrong check digit, or not at all beside a label that is there. */
#include "judge/evidence.h"
#include "judge/labels.h"
#include "judge/merge.h"

#include <recto/judge.h>

typedef struct { RectoLookOrder *order; double need; } Question;

void recto_look_order_free(RectoLookOrder *order)
{
  if (!order) return;
  g_free(order->purpose);
  g_free(order->alphabet);
  g_free(order);
}

static const char *alphabet_for(const RectoFieldRule *rule)
{
  switch (rule->kind) {
    case RECTO_FIELD_AMOUNT: return "0123456789 ,.-€";
    case RECTO_FIELD_DATE: return NULL; /* months may be words */
    case RECTO_FIELD_NUMBER: return rule->check && (g_str_equal(rule->check, "siret") || g_str_equal(rule->check, "siren") || g_str_equal(rule->check, "fiscal")) ? "0123456789 " : "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ <-";
    default: return NULL;
  }
}

static RectoBox grown(const RectoPage *page, RectoBox box, int by)
{
  int right = box.x + box.width + by, bottom = box.y + box.height + by;
  RectoBox out = {MAX(0, box.x - by), MAX(0, box.y - by), 0, 0};
  out.width = (page->geometry.width ? MIN((int)page->geometry.width, right) : right) - out.x;
  out.height = (page->geometry.height ? MIN((int)page->geometry.height, bottom) : bottom) - out.y;
  return out;
}

static RectoLookOrder *order_for(const RectoModels *models, const RectoPage *page, const RectoFieldRule *rule, RectoBox box)
{
  RectoLookOrder *order = g_new0(RectoLookOrder, 1);
  *order = (RectoLookOrder){{page->id, box}, g_strdup(rule->name), g_strdup(alphabet_for(rule)), rule->kind != RECTO_FIELD_ADDRESS, recto_limit(models, "judge.question.scale"), false};
  return order;
}

/* The empty space right of a label whose value was not read. */
static bool beside_label(const Layout *layout, const GArray *hits, const RectoFieldRule *rule, RectoBox *ret)
{
  for (guint i = 0; i < hits->len; i++) {
    const LabelHit *hit = &g_array_index(hits, LabelHit, i);
    if (hit->rule != rule) continue;
    bool under = hit->from->place == RECTO_PLACE_BELOW;
    int letter = (int)layout->letter, right = layout->content.x + layout->content.width;
    *ret = (RectoBox){hit->box.x + hit->box.width, hit->box.y - letter / 2, MAX(8 * letter, MIN(24 * letter, right - hit->box.x - hit->box.width)), hit->box.height + letter};
    if (under) *ret = (RectoBox){hit->box.x - letter, hit->box.y + hit->box.height, MAX(hit->box.width, 20 * letter), 3 * letter};
    return true;
  }
  return false;
}

static int compare_needs(gconstpointer a, gconstpointer b)
{
  double na = ((const Question *)a)->need, nb = ((const Question *)b)->need;
  return na < nb ? 1 : na > nb ? -1 : 0;
}

static bool rule_is_due(const RectoFieldRule *rule, const RectoBid *bid)
{
  if (!rule->required) return false;
  if (!rule->side) return true;
  g_auto(GStrv) parts = g_strsplit(bid->side, "+", -1);
  return g_strv_contains((const char *const *)parts, rule->side);
}

GPtrArray *recto_questions(const RectoModels *models, const RectoPage *page, const RectoSheet *sheet)
{
  GPtrArray *orders = g_ptr_array_new_with_free_func((GDestroyNotify)recto_look_order_free);
  const RectoType *type = recto_models_type(models, sheet->won->type);
  if (!type || !type->fields || page->words->len == 0) return orders;
  g_autoptr(Layout) layout = recto_layout_new(models, page);
  g_autoptr(GArray) hits = recto_labels_find(models, layout, type);
  g_autoptr(GArray) questions = g_array_new(FALSE, TRUE, sizeof(Question));
  double sure = recto_limit(models, "judge.question.confidence");
  for (guint i = 0; i < type->fields->len; i++) {
    const RectoFieldRule *rule = type->fields->pdata[i];
    if (!rule_is_due(rule, sheet->won)) continue;
    const RectoObservation *chosen = recto_field_chosen(recto_fields_lookup(sheet->fields, rule->name));
    RectoBox box;
    if (chosen && chosen->check != RECTO_NO && chosen->confidence >= sure) continue;
    if (chosen && !recto_box_is_empty(chosen->place.box)) box = grown(page, chosen->place.box, (int)(layout->letter / 2));
    else if (!chosen && beside_label(layout, hits, rule, &box)) box = grown(page, box, 0);
    else continue;
    Question question = {order_for(models, page, rule, box), chosen ? 1 - chosen->confidence + (chosen->check == RECTO_NO ? 1 : 0) : 2};
    g_array_append_val(questions, question);
  }
  g_array_sort(questions, compare_needs);
  for (guint i = 0; i < questions->len; i++) g_ptr_array_add(orders, g_array_index(questions, Question, i).order);
  return orders;
}
