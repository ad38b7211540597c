# SPDX-License-Identifier: GPL-3.0-or-later
# Files that the bundle's code carries inside itself (src/bundle/embed.h): a change of theirs compiles the code again.
$(call obj,src/bundle/bundle.c): models/schema/dossier.schema.json
$(call obj,src/bundle/html_page.c): models/report/report.css
$(call obj,src/http/static.c): $(wildcard models/web/*)
