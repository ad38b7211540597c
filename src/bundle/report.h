/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The report as values: every word chosen and translated, nothing laid out yet. Built once, then drawn by report_html.c and report_pdf.c, so that
 * screen and paper can never say different things. Must not know: HTML, PDF, files on disk.
 * Order for a person: the answer, what to do, what a human must look at, what was received, then the proofs. */
#ifndef RECTO_REPORT_H
#define RECTO_REPORT_H

#include <recto/bundle.h>

typedef struct { char *label, *value; bool code; /* digests and numbers: fixed-width, may break anywhere */ } RectoReportFact;

/* A page to show, with places lit up on it. */
typedef struct {
  const RectoPage *page; /* borrowed from the dossier */
  char *caption, *alt;
  GArray *boxes;         /* of RectoBox, px of the page; may be empty */
} RectoReportThumb;

typedef enum { RECTO_TONE_GOOD, RECTO_TONE_ACTION, RECTO_TONE_CHECK, RECTO_TONE_CALM } RectoReportTone;

/* One finding, piece, document, person or file. Strings may be NULL or empty, arrays empty. */
typedef struct {
  RectoReportTone tone;
  char *id;              /* anchor, unique in the report; NULL = none */
  char *pictogram;       /* its word (pictogram.h); NULL = none */
  char *badge;           /* "Manquant": the state in one word */
  char *title, *text, *action;
  char *choice_intro;    /* "Apportez l'un de ces documents :" */
  GPtrArray *choices;    /* of char* */
  char *source, *source_url;
  GPtrArray *facts;      /* of RectoReportFact* */
  GPtrArray *thumbs;     /* of RectoReportThumb* */
  char *link, *link_text; /* a file of the bundle, relative to the report */
} RectoReportItem;

typedef enum { RECTO_SECTION_CARDS, RECTO_SECTION_CHECKLIST, RECTO_SECTION_DOCUMENTS, RECTO_SECTION_LIST } RectoReportShape;

typedef struct {
  char *id, *title, *intro; /* intro may be NULL */
  RectoReportShape shape;
  GPtrArray *items;         /* of RectoReportItem* */
} RectoReportSection;

typedef struct {
  const RectoLanguage *language; /* borrowed from the models; NULL = one that nobody speaks here */
  char *notice;             /* "provisional translation…"; NULL = nothing to say */
  char *kind, *title;       /* "Bordereau de pièces"; "Bordereau de pièces n° 2026-000123" */
  char *footer;             /* "Dossier 2026-000123 – reçu le 23 novembre 2026" */
  char *page_of;            /* "Page {page} sur {pages}" */
  GPtrArray *issuer;        /* of char*: lines of the service's block */
  GPtrArray *facts;         /* of RectoReportFact* */
  RectoReportItem *verdict;
  char *kept, *legal;       /* nothing is lost; what this paper is not */
  GPtrArray *sections;      /* of RectoReportSection*, never empty ones */
  char *contents;           /* "Dans ce document" */
  char *action_label, *source_label, *skip; /* "À faire", "Texte", "Aller au contenu" */
  char *unknown_letters;    /* said when a font lacks letters of a name */
} RectoReport;

/* `pieces`: document id -> file name of its PDF in the bundle (absent = none). `originals`: GPtrArray of char*, file names by position in dossier->files. */
RectoReport *recto_report_new(const RectoBundleOrder *order, GHashTable *pieces, const GPtrArray *originals);
void recto_report_free(RectoReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoReport, recto_report_free)

RectoReportItem *recto_report_item_new(RectoReportTone tone);
void recto_report_item_free(RectoReportItem *item);
void recto_report_item_fact(RectoReportItem *item, char *label, char *value, bool code); /* takes both; drops the fact if the value is NULL or empty */
RectoReportSection *recto_report_section_new(const char *id, char *title, char *intro, RectoReportShape shape);

#endif
