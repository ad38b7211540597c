/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words of the report: keys of models/messages under "report.", dates, sizes and counts in the report's language and the site's time zone.
 * Must not know: layout. */
#ifndef RECTO_SAY_H
#define RECTO_SAY_H

#include <recto/bundle.h>

/* Varargs: placeholder, value, …, NULL. All results are owned by the caller. */
char *recto_say(const RectoBundleOrder *order, const char *key, ...) G_GNUC_NULL_TERMINATED;
/* "<group>.<word>" with a capital letter, or NULL if there is no such message. */
char *recto_say_word(const RectoBundleOrder *order, const char *group, const char *word);
/* The text with a capital first letter. */
char *recto_say_capital(const char *text);
/* With {n}, whose plural the message itself spells. */
char *recto_say_count(const RectoBundleOrder *order, const char *key, guint64 n);
char *recto_say_date(const RectoBundleOrder *order, RectoDate date); /* partial dates say what they know */
char *recto_say_iso(const RectoBundleOrder *order, const char *iso); /* a date, a month, or the text itself */
/* Of the site; UTC when the machine does not know it. GLib reads a zone's file anew whenever nobody holds the zone: who says many moments holds it. The caller's. */
GTimeZone *recto_say_zone(const RectoSite *site);
RectoDate recto_say_day_of(const RectoBundleOrder *order, int64_t instant); /* the civil day at the site */
char *recto_say_moment(const RectoBundleOrder *order, int64_t instant); /* date and time of the site */
char *recto_say_size(const RectoBundleOrder *order, uint64_t bytes);
/* "Fichier 2, page 3" */
char *recto_say_page(const RectoBundleOrder *order, RectoPageId page);
/* "Fichier 1, pages 1 à 3 ; fichier 2, page 1" of RectoPageId in order. */
char *recto_say_pages(const RectoBundleOrder *order, const GArray *pages);
/* Family name and given names as read, or NULL. */
char *recto_say_person(const RectoPerson *person);
/* A field's value for people: dates spelled, presence as a word. NULL if it has none. */
char *recto_say_field(const RectoBundleOrder *order, const RectoField *field);

#endif
