/* Finding <-> JSON: what is written is read back the same; whatever is changed in between is refused or
 * harmless. */
#include <stdlib.h>
#include "base/error.h"
#include "parsers/finding_shape.h"
#include "tests/finding_told.h"
#include "tests/tap.h"

static void add_document(Arena *arena, Finding *finding)
{
	Document document = { .format = "cfdi",
			      .version = "4.0",
			      .type = "P",
			      .path = "2",
			      .key = "MX:AD662D33-6934-459C-A128-BDF0393F0F44",
			      .environment = ENVIRONMENT_TEST,
			      .issuer = { "CAÑ010101AA1", "Cañas & Hijos", "c@x.example" },
			      .receiver = { "XAXX010101000", NULL, NULL },
			      .series = "A",
			      .number = "0012",
			      .uuid = "AD662D33-6934-459C-A128-BDF0393F0F44",
			      .issued = "2026-01-05T09:00:00",
			      .due_date = "2026-02-04",
			      .due_rule = DUE_TERMS,
			      .currency = "MXN",
			      .total = "1160.00",
			      .net = "1000.00",
			      .tax = "160.00",
			      .effect = EFFECT_PAYMENT,
			      .payment_method = "PPD",
			      .pdf = "3",
			      .seal = "abc",
			      .verdict = VERDICT_SIGNED };
	static PaidDocument paid = { .uuid = "0",
				     .currency = "MXN",
				     .rate = "1.0000000000",
				     .instalment = 2,
				     .previous = "10",
				     .paid = "-4.5",
				     .outstanding = "14.5" };
	document_add_reference(arena, &document,
			       (Reference) { .type = "801", .number = "OC 7", .date = "2026-01-01" });
	document_add_payment(
		arena, &document,
		(Payment) { .date = "2026-01-04", .amount = "4.5", .documents = &paid, .n_documents = 1 });
	document_add_line(arena, &document,
			  (Line) { .number = 1, .description = "Servicio", .amount = "1000.00" });
	document_add_line(arena, &document, (Line) { .description = "sin número" });
	document_add_instalment(arena, &document, (Instalment) { .date = "2026-02-04", .amount = "580" });
	document_add_check(arena, &document, "sello", RESULT_OK, "sha256");
	document_warn(arena, &document, "totals do not add up: %d", 1);
	finding_add_document(arena, finding, &document);
}

static Finding make_finding(Arena *arena)
{
	static Address to[] = { { "Cobranza", "cobranza@empresa.example" }, { NULL, "b@empresa.example" } };
	static Attachment attachments[] = {
		{ .name = "factura.xml",
		  .type = "application/xml",
		  .bytes = 12,
		  .sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		  .path = "2",
		  .is_inline = true }
	};
	static BounceRecipient recipients[] = { { "a@b.example", "failed", "5.1.1", BOUNCE_CLASS_HARD,
						  "no such" } };
	static AnswerCode codes[] = { { "PROMISE", "2026-12-01", "pagaremos el martes", 7 } };
	Mail *mail = arena_new0(arena, Mail);
	*mail = (Mail) { .message_id = "1@x",
			 .date = "2026-01-05T09:00:00-03:00",
			 .date_instant = 1767614400,
			 .from = { "Ana", "ana@cliente.example" },
			 .to = to,
			 .n_to = 2,
			 .subject = "Re: 日本 🙂",
			 .in_reply_to = "0@x",
			 .text = "hola\nadiós",
			 .attachments = attachments,
			 .n_attachments = 1 };
	texts_add(arena, &mail->references, "0@x");
	texts_add(arena, &mail->delivered_to, "b+1@empresa.example");
	Bounce *bounce = arena_new0(arena, Bounce);
	*bounce = (Bounce) { .recipients = recipients, .n_recipients = 1, .original_message_id = "9@x",
			     .original_sender = "b+1@x" };
	Answer *answer = arena_new0(arena, Answer);
	*answer = (Answer) {
		.codes = codes, .n_codes = 1, .return_date = "2026-12-07", .delegate = { NULL, "d@x.example" }
	};
	Finding finding = { .file = "a.eml",
			    .bytes = 4711,
			    .kind = FINDING_REPLY,
			    .mail = mail,
			    .bounce = bounce,
			    .sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
			    .answer = answer };
	texts_add(arena, &finding.flags, "limit:mime_depth");
	add_document(arena, &finding);
	return finding;
}

static void test_round_trip(void)
{
	g_autoptr(Arena) arena = arena_new();
	Limits limits = limits_default();
	Finding finding = make_finding(arena);
	size_t length = 0;
	g_autofree char *line = finding_to_line(&finding, &length);
	g_autoptr(json_t) json = json_read(line, length, NULL);
	g_autoptr(GError) error = NULL;
	Finding again;
	ok(finding_from_line(arena, line, length, &limits, &again, &error), "a full finding is read back");
	g_autofree char *second_line = finding_to_line(&again, NULL);
	is_str(second_line, line, "and is the same JSON again");
	g_autofree char *tree_line = json_line(json);
	is_str(tree_line, line, "which is as jansson writes it");
	for (size_t cut = 0; cut < length; cut++)
		if (finding_from_line(arena, line, cut, &limits, &again, NULL))
			ok(false, "cut after %zu bytes", cut);
	g_autofree char *twice = g_strconcat("{\"file\":null,", line + 1, NULL);
	ok(!finding_from_line(arena, twice, strlen(twice), &limits, &again, NULL), "a key that is there twice is refused");
	is_i64(again.mail->date_instant, 1767614400, "instant kept");
	is_i64(again.documents[0].payments[0].documents[0].instalment, 2, "nested lists kept");
	ok(json_is_null(json_object_get(json_object_get(json, "answer"), "x")) == false, "no stray key");
	ok(json_is_null(json_object_get(
		   json_array_get(
			   json_object_get(json_array_get(json_object_get(json, "documents"), 0), "lines"),
			   1),
		   "number")),
	   "an unstated number is null");
	ok(json_is_null(json_object_get(json_object_get(json, "mail"), "reply")),
	   "an absent text is null, its key there");
}

static void test_smallest(void)
{
	g_autoptr(Arena) arena = arena_new();
	Limits limits = limits_default();
	Finding finding = { .sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
			    .kind = FINDING_OTHER };
	g_autoptr(json_t) json = finding_to_json(&finding);
	g_autofree char *line = json_line(json);
	is_str(line,
	       "{\"file\":null,\"bytes\":0,\"sha256\":"
	       "\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\",\"kind\":\"other\",\"reason\":null,"
	       "\"flags\":[],\"accounts\":[],\"mail\":null,\"bounce\":null,\"answer\":null,\"documents\":[],"
	       "\"files\":[]}",
	       "the smallest finding has every key");
	Finding again;
	ok(finding_told(arena, json, &limits, &again, NULL), "and is read back");
}

typedef struct {
	json_t *root;
	size_t wrong_type_accepted, missing_accepted, tried;
} Mutation;

static bool mutation_accepts(const Mutation *mutation)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	Limits limits = limits_default();
	Finding finding;
	if (!finding_told(arena, mutation->root, &limits, &finding, &error)) {
		g_assert(error_code(error) == ERROR_REJECT);
		return false;
	}
	g_autoptr(json_t) json = finding_to_json(&finding);
	g_autofree char *line = json_line(json);
	return line != NULL;
}

static void mutate(Mutation *mutation, json_t *value);

static void mutate_key(Mutation *mutation, json_t *object, const char *key)
{
	static const char *const values[] = { "null",
					      "true",
					      "1",
					      "-1",
					      "1.5",
					      "\"\"",
					      "\"x\\u0001\"",
					      "[]",
					      "[1]",
					      "[null]",
					      "{}",
					      "{\"a\":1}",
					      "9223372036854775807",
					      "\"2026-13-01\"" };
	json_t *original = json_incref(json_object_get(object, key));
	for (size_t i = 0; i < G_N_ELEMENTS(values); i++) {
		json_object_set_new(object, key, json_loads(values[i], JSON_DECODE_ANY, NULL));
		json_t *now = json_object_get(object, key);
		bool booleans = json_is_boolean(now) && json_is_boolean(original);
		bool other_type = json_typeof(now) != json_typeof(original) && !json_is_null(now) &&
				  !booleans;
		/* null stands for a nullable value in the sample, and then a value of the real type is right
		 */
		bool accepted = mutation_accepts(mutation);
		if (accepted && other_type && !json_is_null(original)) {
			mutation->wrong_type_accepted++;
			printf("# %s = %s was accepted\n", key, values[i]);
		}
		mutation->tried++;
	}
	json_object_del(object, key);
	mutation->missing_accepted += mutation_accepts(mutation);
	json_object_set_new(object, key, original);
	mutate(mutation, original);
}

static void mutate(Mutation *mutation, json_t *value)
{
	for (size_t i = 0; json_is_array(value) && i < json_array_size(value); i++)
		mutate(mutation, json_array_get(value, i));
	if (!json_is_object(value))
		return;
	g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func(g_free);
	for (void *at = json_object_iter(value); at != NULL; at = json_object_iter_next(value, at))
		g_ptr_array_add(keys, g_strdup(json_object_iter_key(at)));
	for (guint i = 0; i < keys->len; i++)
		mutate_key(mutation, value, g_ptr_array_index(keys, i));
}

static void test_mutations(void)
{
	g_autoptr(Arena) arena = arena_new();
	Finding finding = make_finding(arena);
	g_autoptr(json_t) json = finding_to_json(&finding);
	Mutation mutation = { .root = json };
	mutate(&mutation, json);
	is_i64((int64_t)mutation.wrong_type_accepted, 0, "a value of another type is refused at every key");
	is_i64((int64_t)mutation.missing_accepted, 0, "a missing key is refused everywhere");
	ok(mutation.tried > 1000, "%zu mutations tried", mutation.tried);
	json_object_set_new(json, "unknown", json_integer(1));
	ok(!mutation_accepts(&mutation), "an unknown key is refused");
}

static void test_values(void)
{
	static const struct {
		const char *path[4];
		const char *value;
		bool accepted;
	} rows[] = {
		{ { "kind" }, "\"debt\"", false },
		{ { "kind" }, "\"bounce\"", true },
		{ { "kind" }, "\"quarantine\"", false },
		{ { "sha256" },
		  "\"E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855\"",
		  false },
		{ { "sha256" }, "null", false },
		{ { "bytes" }, "-1", false },
		{ { "mail", "date" }, "\"5 Jan 2026\"", false },
		{ { "mail", "date" }, "\"2026-02-30T00:00:00Z\"", false },
		{ { "mail", "references" }, "[\"a\", null]", false },
		{ { "answer", "return_date" }, "\"2026-12-07\"", true },
		{ { "flags" }, "[\"a\\nb\"]", false },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Arena) arena = arena_new();
		Finding finding = make_finding(arena);
		g_autoptr(json_t) json = finding_to_json(&finding);
		json_t *owner = rows[i].path[1] != NULL ? json_object_get(json, rows[i].path[0]) : json;
		const char *key = rows[i].path[1] != NULL ? rows[i].path[1] : rows[i].path[0];
		json_object_set_new(owner, key, json_loads(rows[i].value, JSON_DECODE_ANY, NULL));
		Mutation mutation = { .root = json };
		ok(mutation_accepts(&mutation) == rows[i].accepted, "%s = %s is %s", key, rows[i].value,
		   rows[i].accepted ? "accepted" : "refused");
	}
}

static void test_counts(void)
{
	g_autoptr(Arena) arena = arena_new();
	Finding finding = make_finding(arena);
	Limits limits = limits_default();
	limits.documents = 1;
	limits.addresses = 2;
	g_autoptr(json_t) json = finding_to_json(&finding);
	Finding again;
	ok(finding_told(arena, json, &limits, &again, NULL), "counts at their limits pass");
	limits.addresses = 1;
	ok(!finding_told(arena, json, &limits, &again, NULL), "one address too many is refused");
	limits.addresses = 2;
	add_document(arena, &finding);
	g_autoptr(json_t) two = finding_to_json(&finding);
	ok(!finding_told(arena, two, &limits, &again, NULL), "one document too many is refused");
}

static void test_tidy(void)
{
	g_autoptr(Arena) arena = arena_new();
	Limits limits = limits_default();
	Finding finding = make_finding(arena);
	finding.documents[0].total = "1,160.00";
	finding.documents[0].due_date = "mañana";
	finding.documents[0].lines[0].quantity = "dos";
	shape_tidy_document(arena, &limits, &finding.documents[0]);
	ok(finding.documents[0].total == NULL && finding.documents[0].due_date == NULL &&
		   finding.documents[0].lines[0].quantity == NULL,
	   "odd values are dropped");
	is_i64((int64_t)finding.documents[0].warnings.n, 4, "each with a warning");
	is_str(finding.documents[0].net, "1000.00", "the others stay");
	g_autoptr(json_t) json = finding_to_json(&finding);
	Finding again;
	ok(finding_told(arena, json, &limits, &again, NULL), "so that the rest is accepted");
}

int main(void)
{
	test_round_trip();
	test_smallest();
	test_mutations();
	test_values();
	test_counts();
	test_tidy();
	return tap_done();
}
