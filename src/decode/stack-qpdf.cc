// SPDX-License-Identifier: GPL-3.0-or-later
// A page out of a PDF by libqpdf. No exception leaves it. A page takes along its resources, its drawn form fields and the layers of the document,
// but nothing through which another page could come along: the stack may hold other people's papers. Must not know: where pages go.
#include "decode/stack-pdf.h"

#include <cstdlib>
#include <cstring>
#define POINTERHOLDER_TRANSITION 4 // the type that older programs used is not wanted
#include <qpdf/Buffer.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFExc.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>
#include <qpdf/QPDFPageObjectHelper.hh>
#include <qpdf/QPDFWriter.hh>
#include <string>
#include <vector>

struct RectoPdfStack {
  QPDF document;
  std::vector<QPDFPageObjectHelper> pages;
};

enum { MOST_PARENTS = 32 };

// Only what was rebuilt, not every petty complaint.
static bool was_rebuilt(QPDF &document) {
  for (const QPDFExc &warning : document.getWarnings()) {
    const std::string text = warning.getMessageDetail();
    if (text.find("reconstruct") != std::string::npos || text.find("file is damaged") != std::string::npos) return true;
  }
  return false;
}

RectoPdfStack *recto_pdf_stack_open(const uint8_t *data, size_t size, RectoPdfStackState *ret) {
  RectoPdfStack *stack = nullptr;
  *ret = {};
  try {
    stack = new RectoPdfStack;
    stack->document.setSuppressWarnings(true);
    stack->document.processMemoryFile("file", reinterpret_cast<const char *>(data), size, "");
    QPDFPageDocumentHelper helper(stack->document);
    helper.pushInheritedAttributesToPage();
    stack->pages = helper.getAllPages();
    ret->n_pages = static_cast<uint32_t>(stack->pages.size());
    ret->repaired = was_rebuilt(stack->document);
    ret->opened = true;
  } catch (const QPDFExc &error) {
    ret->encrypted = error.getErrorCode() == qpdf_e_password;
  } catch (const std::exception &) {
    ret->opened = false;
  }
  return stack;
}

// A field's own and inherited entries in one dictionary, without the way up: through it every other field would come along.
static QPDFObjectHandle field_alone(QPDF &document, QPDFObjectHandle widget) {
  static const char *const INHERITED[] = {"/FT", "/V", "/Ff", "/DA", "/DV", "/MaxLen", "/Opt", "/Q"};
  QPDFObjectHandle alone = widget.shallowCopy(), above = widget.getKey("/Parent");
  std::string name = widget.getKey("/T").isString() ? widget.getKey("/T").getUTF8Value() : "";
  alone.removeKey("/Parent");
  alone.removeKey("/Kids");
  for (int i = 0; i < MOST_PARENTS && above.isDictionary(); i++, above = above.getKey("/Parent")) {
    for (const char *key : INHERITED)
      if (!alone.hasKey(key) && above.hasKey(key)) alone.replaceKey(key, above.getKey(key));
    if (above.getKey("/T").isString()) name = above.getKey("/T").getUTF8Value() + (name.empty() ? "" : "." + name);
  }
  if (!name.empty()) alone.replaceKey("/T", QPDFObjectHandle::newUnicodeString(name));
  return document.makeIndirectObject(alone);
}

// Annotations on a copy of the page; those that are form fields are returned.
static std::vector<QPDFObjectHandle> cut_loose(QPDF &document, QPDFObjectHandle page) {
  std::vector<QPDFObjectHandle> fields;
  page.removeKey("/B"); // threads of articles run through the whole document
  page.removeKey("/StructParents");
  QPDFObjectHandle annotations = page.getKey("/Annots");
  if (!annotations.isArray()) return fields;
  QPDFObjectHandle kept = QPDFObjectHandle::newArray();
  for (int i = 0; i < annotations.getArrayNItems(); i++) {
    QPDFObjectHandle annotation = annotations.getArrayItem(i);
    if (!annotation.isDictionary()) continue;
    bool widget = annotation.getKey("/Subtype").isName() && annotation.getKey("/Subtype").getName() == "/Widget";
    QPDFObjectHandle alone = widget ? field_alone(document, annotation) : document.makeIndirectObject(annotation.shallowCopy());
    alone.removeKey("/P");
    alone.removeKey("/A"); // a jump to another page
    alone.removeKey("/AA");
    alone.removeKey("/Dest");
    kept.appendItem(alone);
    if (widget) fields.push_back(alone);
  }
  page.replaceKey("/Annots", kept);
  return fields;
}

static QPDFObjectHandle copied(QPDF &from, QPDF &to, QPDFObjectHandle object) {
  return object.isScalar() ? object : to.copyForeignObject(object.isIndirect() ? object : from.makeIndirectObject(object));
}

static void add_form(QPDF &from, QPDF &to, std::vector<QPDFObjectHandle> &fields) {
  QPDFObjectHandle form = from.getRoot().getKey("/AcroForm"), own = QPDFObjectHandle::newDictionary(), list = QPDFObjectHandle::newArray();
  if (fields.empty() || !form.isDictionary()) return;
  for (auto &field : fields) list.appendItem(to.copyForeignObject(field));
  own.replaceKey("/Fields", list);
  for (const char *key : {"/DR", "/DA", "/NeedAppearances", "/Q"})
    if (form.hasKey(key)) own.replaceKey(key, copied(from, to, form.getKey(key)));
  to.getRoot().replaceKey("/AcroForm", to.makeIndirectObject(own));
}

// Without the document's word on layers, hidden ones would show.
static void add_layers(QPDF &from, QPDF &to) {
  QPDFObjectHandle layers = from.getRoot().getKey("/OCProperties");
  if (layers.isDictionary()) to.getRoot().replaceKey("/OCProperties", copied(from, to, layers));
}

static uint8_t *write(QPDF &document, size_t *ret_size) {
  QPDFWriter writer(document);
  writer.setOutputMemory();
  writer.setStreamDataMode(qpdf_s_preserve);
  writer.setDeterministicID(true); // equal pages, equal bytes
  writer.write();
  auto buffer = writer.getBufferSharedPointer();
  auto *bytes = static_cast<uint8_t *>(malloc(buffer->getSize() + 1));
  if (!bytes) return nullptr;
  memcpy(bytes, buffer->getBuffer(), buffer->getSize());
  *ret_size = buffer->getSize();
  return bytes;
}

uint8_t *recto_pdf_stack_page(RectoPdfStack *stack, uint32_t index, size_t *ret_size) {
  try {
    QPDF alone;
    alone.emptyPDF();
    alone.setSuppressWarnings(true);
    QPDFPageObjectHelper page = stack->pages.at(index).shallowCopyPage();
    std::vector<QPDFObjectHandle> fields = cut_loose(stack->document, page.getObjectHandle());
    page.removeUnreferencedResources();
    QPDFPageDocumentHelper(alone).addPage(page, true);
    add_form(stack->document, alone, fields);
    add_layers(stack->document, alone);
    return write(alone, ret_size);
  } catch (const std::exception &) {
    return nullptr;
  }
}

void recto_pdf_stack_free(RectoPdfStack *stack) { delete stack; }
