# The small executables that open what only GPL or fragile libraries can: one process for one part, in the sandbox. They
# stand beside valija, which starts them; nothing else is linked with poppler, zxing-cpp, libytnef or libgsf.
SANDBOXED      := valija-pdf valija-tnef valija-msg
SANDBOXED_BASE  = $(B)/parsers/sandboxed/confine.o $(B)/gateway/sandbox.o $(B)/libbase.a
SANDBOXED_LIBS := $(shell pkg-config --libs glib-2.0 jansson icu-i18n icu-uc libseccomp libcrypto 2>/dev/null)
PDF_CFLAGS     := $(subst -I/,-isystem /,$(shell pkg-config --cflags poppler-glib cairo 2>/dev/null))
PDF_LIBS       := $(shell pkg-config --libs poppler-glib cairo zxing 2>/dev/null)
MSG_CFLAGS     := $(subst -I/,-isystem /,$(shell pkg-config --cflags libgsf-1 2>/dev/null))
MSG_LIBS       := $(shell pkg-config --libs libgsf-1 2>/dev/null)
MIME_OUT        = $(B)/parsers/sandboxed/mime_out.o $(B)/parsers/sandboxed/rtf_packed.o
MSG_PARTS       = $(B)/parsers/sandboxed/msg.o $(B)/parsers/sandboxed/msg_head.o $(B)/parsers/sandboxed/msg_store.o \
                  $(MIME_OUT)
CXX            ?= g++

$(B)/parsers/sandboxed/pdf_main.o: PKG_CFLAGS += $(PDF_CFLAGS)
$(B)/%.o: %.cpp
	@mkdir -p $(@D)
	@echo "  CXX $<"
	@$(CXX) -std=c++17 -I. -Wall -Wextra -Werror $(OPT.$(VARIANT)) -MMD -MP -c -o $@ $<

$(B)/valija-pdf: $(B)/parsers/sandboxed/pdf_main.o $(B)/parsers/sandboxed/zx_shim.o $(SANDBOXED_BASE)
	@echo "  LD $@"
	@$(CXX) $(LINK.$(VARIANT)) -o $@ $^ $(PDF_LIBS) -lm $(SANDBOXED_LIBS)
$(B)/valija-tnef: $(B)/parsers/sandboxed/tnef_main.o $(B)/parsers/sandboxed/tnef.o $(MIME_OUT) $(SANDBOXED_BASE)
	@echo "  LD $@"
	@$(CC) $(LINK.$(VARIANT)) -o $@ $^ -lytnef $(SANDBOXED_LIBS)

$(B)/parsers/sandboxed/msg_store.o: PKG_CFLAGS += $(MSG_CFLAGS)
$(B)/valija-msg: $(B)/parsers/sandboxed/msg_main.o $(MSG_PARTS) $(SANDBOXED_BASE)
	@echo "  LD $@"
	@$(CC) $(LINK.$(VARIANT)) -o $@ $^ $(MSG_LIBS) $(SANDBOXED_LIBS)

$(SANDBOXED): %: $(B)/%
	@cp -f $< $@
valija: $(SANDBOXED)
$(B)/valija: $(SANDBOXED:%=$(B)/%)

# What tests need to make barcodes, and to see what a confined process may do.
FLOW_PROGRAMS += $(B)/tests/flow/make_code $(B)/tests/flow/confined_try
$(B)/tests/flow/make_code: $(B)/tests/flow/make_code.o
	@echo "  LD $@"
	@$(CXX) $(LINK.$(VARIANT)) -o $@ $^ $(shell pkg-config --libs zxing 2>/dev/null)
$(B)/tests/flow/confined_try: $(B)/tests/flow/confined_try.o $(SANDBOXED_BASE)
	@echo "  LD $@"
	@$(CC) $(LINK.$(VARIANT)) -o $@ $^ $(SANDBOXED_LIBS)
test-programs: $(SANDBOXED:%=$(B)/%)

# What is fuzzed of them, with its library as it is.
$(B)/tests/fuzz/fuzz_tnef: $(B)/parsers/sandboxed/tnef.o $(MIME_OUT)
$(B)/tests/fuzz/fuzz_tnef: FUZZ_MORE = $(B)/parsers/sandboxed/tnef.o $(MIME_OUT)
$(B)/tests/fuzz/fuzz_tnef: FUZZ_LIBS = -lytnef
$(B)/tests/fuzz/fuzz_msg: $(MSG_PARTS)
$(B)/tests/fuzz/fuzz_msg: FUZZ_MORE = $(MSG_PARTS)
$(B)/tests/fuzz/fuzz_msg: FUZZ_LIBS = $(MSG_LIBS)
