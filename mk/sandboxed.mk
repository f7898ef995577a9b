# The small executables that open what only GPL libraries can: one process for one part, in the sandbox. They stand beside
# valija, which starts them; nothing else is linked with poppler, zxing-cpp or libytnef.
SANDBOXED      := valija-pdf valija-tnef
SANDBOXED_BASE  = $(B)/parsers/sandboxed/confine.o $(B)/gateway/sandbox.o $(B)/libbase.a
SANDBOXED_LIBS := $(shell pkg-config --libs glib-2.0 jansson icu-i18n icu-uc libseccomp libcrypto 2>/dev/null)
PDF_CFLAGS     := $(subst -I/,-isystem /,$(shell pkg-config --cflags poppler-glib cairo 2>/dev/null))
PDF_LIBS       := $(shell pkg-config --libs poppler-glib cairo zxing 2>/dev/null)
CXX            ?= g++

$(B)/parsers/sandboxed/pdf_main.o: PKG_CFLAGS += $(PDF_CFLAGS)
$(B)/%.o: %.cpp
	@mkdir -p $(@D)
	@echo "  CXX $<"
	@$(CXX) -std=c++17 -I. -Wall -Wextra -Werror $(OPT.$(VARIANT)) -MMD -MP -c -o $@ $<

$(B)/valija-pdf: $(B)/parsers/sandboxed/pdf_main.o $(B)/parsers/sandboxed/zx_shim.o $(SANDBOXED_BASE)
	@echo "  LD $@"
	@$(CXX) $(LINK.$(VARIANT)) -o $@ $^ $(PDF_LIBS) -lm $(SANDBOXED_LIBS)
$(B)/valija-tnef: $(B)/parsers/sandboxed/tnef_main.o $(B)/parsers/sandboxed/tnef.o $(SANDBOXED_BASE)
	@echo "  LD $@"
	@$(CC) $(LINK.$(VARIANT)) -o $@ $^ -lytnef $(SANDBOXED_LIBS)

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
