# Programs that flow and crash tests run: one sends through a sink, one is the counting relay.
SINK_OBJ := $(patsubst %.c,$(B)/%.o,$(wildcard gateway/smtp/*.c gateway/folder/sink_folder.c gateway/net/socket_life.c))
FLOW_PROGRAMS += $(B)/tests/flow/drive_sink $(B)/tests/smtp_sink

$(B)/tests/flow/drive_sink: $(B)/tests/flow/drive_sink.o $(SINK_OBJ) $(B)/libbase.a
	@echo "  LD $@"
	@$(CC) $(LINK.$(VARIANT)) -o $@ $^ $(PKG_LIBS)
$(B)/tests/smtp_sink: $(B)/tests/smtp_sink.o $(B)/libbase.a
	@echo "  LD $@"
	@$(CC) $(LINK.$(VARIANT)) -o $@ $^ $(PKG_LIBS)
