# Every template file becomes an array of bytes in one generated C file. The files and the list of their names are real
# prerequisites: an edited, added or removed template is embedded anew.
TEMPLATE_FILES := $(sort $(foreach e,subject text html json,$(wildcard templates/*/*.$(e))))
TEMPLATE_DATA  := $(B)/gen/templates/catalog_data
GEN_OBJ        += $(TEMPLATE_DATA).o

.PHONY: template-names
$(TEMPLATE_DATA).names: template-names
	@mkdir -p $(@D)
	@echo $(TEMPLATE_FILES) | cmp -s - $@ || echo $(TEMPLATE_FILES) > $@
$(TEMPLATE_DATA).c: $(TEMPLATE_FILES) $(TEMPLATE_DATA).names mk/embed_templates.sh
	@echo "  GEN $@"
	@sh mk/embed_templates.sh $(TEMPLATE_FILES) > $@.new
	@mv $@.new $@
