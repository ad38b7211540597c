/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything that can be asked, and what it takes. A path that ends in a slash leaves one word open. */
#include "http/api.h"
#include "http/deposit.h"
#include "http/desk.h"
#include "http/door.h"
#include "http/review.h"
#include "http/static.h"
#include "http/upload.h"

#define UPLOAD (HTTP_TICKET | HTTP_PART | HTTP_SLOW)

const HttpRoute http_routes[] = {
    {"GET", "/", http_home, HTTP_OPEN},
    {"POST", "/open", http_open, HTTP_FORM},
    {"GET", "/d/", http_open_link, HTTP_OPEN},
    {"POST", "/leave", http_leave, HTTP_FORM | HTTP_TICKET},
    {"GET", "/deposit", http_overview, HTTP_TICKET},
    {"POST", "/deposit", http_receive, HTTP_FORM | HTTP_FILES | HTTP_TICKET},
    {"POST", "/deposit/uploads", http_upload_begin, UPLOAD},
    {"PATCH", "/deposit/uploads/", http_upload_append, UPLOAD},
    {"GET", "/deposit/piece/", http_piece, HTTP_TICKET},
    {"GET", "/deposit/sent", http_sent, HTTP_TICKET},
    {"GET", "/deposit/state", http_state, HTTP_TICKET},
    {"GET", "/deposit/events", http_events, HTTP_TICKET},
    {"POST", "/deposit/anyway", http_anyway, HTTP_FORM | HTTP_TICKET},
    {"GET", "/deposit/thumb/", http_thumb, HTTP_TICKET},
    {"GET", "/deposit/slip", http_slip, HTTP_TICKET},
    {"GET", "/deposit/attempts", http_attempts, HTTP_TICKET},
    {"GET", "/sign-in", http_sign_in_page, HTTP_DOOR},
    {"POST", "/sign-in", http_sign_in, HTTP_FORM | HTTP_DOOR | HTTP_SLOW},
    {"POST", "/sign-out", http_sign_out, HTTP_FORM | HTTP_MAY(ENTER)},
    {"GET", "/desk", http_desk, HTTP_MAY(DEPOSIT)},
    {"GET", "/desk/new", http_desk_new_page, HTTP_MAY(DEPOSIT)},
    {"POST", "/desk/new", http_desk_new, HTTP_FORM | HTTP_MAY(DEPOSIT)},
    {"GET", "/desk/answers/", http_desk_answers_page, HTTP_MAY(CHANGE)},
    {"POST", "/desk/answers", http_desk_answers, HTTP_FORM | HTTP_MAY(CHANGE)},
    {"GET", "/desk/dossier/", http_desk_dossier, HTTP_MAY(DEPOSIT)},
    {"GET", "/desk/state/", http_desk_state, HTTP_QUIET | HTTP_MAY(DEPOSIT)},
    {"GET", "/desk/events/", http_desk_events, HTTP_QUIET | HTTP_MAY(DEPOSIT)},
    {"POST", "/desk/add", http_desk_add, HTTP_FORM | HTTP_FILES | HTTP_MAY(DEPOSIT)},
    {"POST", "/desk/do", http_desk_do, HTTP_FORM | HTTP_MAY(CHANGE)},
    {"GET", "/desk/scan/", http_desk_scanners, HTTP_SLOW | HTTP_MAY(DEPOSIT)},
    {"POST", "/desk/scan", http_desk_scan, HTTP_FORM | HTTP_SLOW | HTTP_MAY(DEPOSIT)},
    {"POST", "/desk/stop", http_desk_stop, HTTP_FORM | HTTP_MAY(DEPOSIT)},
    {"POST", "/desk/ticket", http_desk_ticket, HTTP_FORM | HTTP_SLOW | HTTP_MAY(DEPOSIT)},
    {"GET", "/desk/picture/", http_desk_picture, HTTP_QUIET | HTTP_MAY(SEE)},
    {"GET", "/desk/page/", http_desk_page, HTTP_MAY(SEE)},
    {"GET", "/desk/original/", http_desk_original, HTTP_MAY(ORIGINAL)},
    {"GET", "/desk/slip/", http_desk_slip, HTTP_MAY(DEPOSIT)},
    {"GET", "/desk/bundle/", http_desk_bundle, HTTP_SLOW | HTTP_MAY(TAKE)},
    {"GET", "/review", http_review, HTTP_SLOW | HTTP_MAY(REVIEW)},
    {"GET", "/review/next", http_review_next, HTTP_SLOW | HTTP_MAY(REVIEW)},
    {"GET", "/review/ask/", http_review_ask, HTTP_MAY(REVIEW)},
    {"POST", "/review/do", http_review_do, HTTP_FORM | HTTP_SLOW | HTTP_MAY(REVIEW)},
    {"GET", "/review/place/", http_review_place, HTTP_QUIET | HTTP_MAY(REVIEW)},
    {"GET", "/review/corrections", http_review_corrections, HTTP_SLOW | HTTP_MAY(REVIEW)},
    {"GET", "/review/tray", http_review_tray_page, HTTP_MAY(REVIEW)},
    {"POST", "/review/tray", http_review_tray, HTTP_FORM | HTTP_SLOW | HTTP_MAY(REVIEW)},
    {"GET", "/review/tray-page/", http_review_tray_picture, HTTP_QUIET | HTTP_MAY(REVIEW)},
    {"GET", "/review/stuck", http_review_stuck_page, HTTP_MAY(REVIEW)},
    {"POST", "/review/stuck", http_review_stuck, HTTP_FORM | HTTP_MAY(REVIEW)},
    {"GET", "/desk/password", http_password_page, HTTP_MAY(ENTER)},
    {"POST", "/desk/password", http_password, HTTP_FORM | HTTP_SLOW | HTTP_MAY(ENTER)},
    {"GET", "/desk/journal", http_journal, HTTP_MAY(AUDIT)},
    {"GET", "/static/", http_static_answer, HTTP_OPEN},
    {"GET", "/api/v1/openapi.json", http_api_description, HTTP_API},
    {"GET", "/api/v1/dossier", http_api_dossier, HTTP_API | HTTP_TICKET},
    {"POST", "/api/v1/files", http_api_deposit, HTTP_API | HTTP_TICKET | HTTP_BYTES},
    {"POST", "/api/v1/uploads", http_upload_begin, HTTP_API | UPLOAD},
    {"HEAD", "/api/v1/uploads/", http_upload_tell, HTTP_API | UPLOAD},
    {"PATCH", "/api/v1/uploads/", http_upload_append, HTTP_API | UPLOAD},
    {"DELETE", "/api/v1/uploads/", http_upload_drop, HTTP_API | UPLOAD},
    {"GET", "/api/v1/files/", http_api_file, HTTP_API | HTTP_TICKET},
    {"GET", "/api/v1/slip", http_api_slip, HTTP_API | HTTP_TICKET},
    {"GET", "/api/v1/attempts", http_api_attempts, HTTP_API | HTTP_TICKET},
};
const size_t http_n_routes = G_N_ELEMENTS(http_routes);
