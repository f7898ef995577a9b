# The store's generated C: typed functions from store/queries.sql, and the migrations as text.
STORE_GEN := $(B)/gen/store
STORE_SQL := $(sort $(wildcard store/migrations/*.sql))

$(STORE_GEN)/queries.h: store/queries.sql store/queries.pl
	@mkdir -p $(@D)
	@perl store/queries.pl header $< >$@.new && mv $@.new $@
$(STORE_GEN)/queries.c: store/queries.sql store/queries.pl
	@mkdir -p $(@D)
	@perl store/queries.pl source $< store/queries.h >$@.new && mv $@.new $@
$(STORE_GEN)/migrations.c: $(STORE_SQL) store/queries.pl
	@mkdir -p $(@D)
	@perl store/queries.pl migrations $(STORE_SQL) >$@.new && mv $@.new $@

$(STORE_GEN)/tables.c: $(STORE_SQL) store/queries.pl
	@mkdir -p $(@D)
	@perl store/queries.pl tables $(STORE_SQL) >$@.new && mv $@.new $@

$(STORE_GEN)/queries.o $(patsubst %.c,$(B)/%.o,$(wildcard store/*.c tests/unit/store/*.c)): | $(STORE_GEN)/queries.h
GEN_OBJ += $(STORE_GEN)/queries.o $(STORE_GEN)/migrations.o $(STORE_GEN)/tables.o

# bench/store_rows.sh runs it.
STORE_LIBS := $(foreach r,store templates ledger parsers base,$(B)/lib$(r).a)
$(B)/bench/store_rows: $(B)/bench/store_rows.o $(STORE_LIBS)
	@echo "  LD $@"
	@$(CC) $(LINK.$(VARIANT)) -o $@ $^ $(PKG_LIBS)

# What a sender is given to do, by tests/flow/test_gates.sh and bench/drain.sh.
FLOW_PROGRAMS += $(B)/tests/flow/queue_mails
$(B)/tests/flow/queue_mails: $(B)/tests/flow/queue_mails.o $(STORE_LIBS)
	@echo "  LD $@"
	@$(CC) $(LINK.$(VARIANT)) -o $@ $^ $(PKG_LIBS)
# bench/plan.sh runs it.
$(B)/bench/plan_book: $(B)/bench/plan_book.o $(STORE_LIBS)
	@echo "  LD $@"
	@$(CC) $(LINK.$(VARIANT)) -o $@ $^ $(PKG_LIBS)
# bench/ledger_scale.sh runs it.
$(B)/bench/ledger_scale: $(B)/bench/ledger_scale.o $(STORE_LIBS)
	@echo "  LD $@"
	@$(CC) $(LINK.$(VARIANT)) -o $@ $^ $(PKG_LIBS)
