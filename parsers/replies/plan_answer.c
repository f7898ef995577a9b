#include "parsers/replies/plan_answer.h"

#include <glib.h>
#include <string.h>

#include "parsers/replies/words.h"

#define PLAN_LINE_MAX 300
#define PLAN_NAME_WORDS 4

/* What a word does. */
typedef enum {
	SAY_UNKNOWN,
	SAY_NOT, /* takes numbers: they are left out */
	SAY_OUT,
	SAY_REMOVE, /* the same by a verb: "no" before it turns it round */
	SAY_OK,
	SAY_SEND, /* after "no" it adds nothing, else it is ok */
	SAY_ONLY,
	SAY_NONE,
	SAY_ALL,
	SAY_BUT, /* "all but 7", "ok but not 7" */
	SAY_AND,
	SAY_TO, /* between two numbers: a range; else nothing */
	SAY_FILL,
	SAY_REASON,
	SAY_GREET, /* names may follow */
	SAY_CLOSE, /* the same, and a line that begins so ends the answer */
} Say;

/* Folded, blanks around each. */
static const struct {
	Say say;
	const char *words;
} say_rows[] = {
	{ SAY_NOT, " no not don dont nao non pas " },
	{ SAY_OUT, " except excepto excepting excluding excluyendo salvo sin menos sem exceto fora sans sauf hormis excepte "
		   "without tampoco ni nem " },
	{ SAY_REMOVE, " quita quitar quite quiten saca sacar saque saquen elimina eliminar elimine omite omitir omitan "
		      "excluye excluir excluya exclua exclui remove skip drop hold exclude omit wait tirar tira tire retirar "
		      "retire remover remova enleve enlever enlevez retirez suspende suspender deten detener espera esperar "
		      "espere " },
	{ SAY_OK, " ok okay okey oki si sim yes yep oui aprobado aprobada aprobados aprobadas apruebo aprobar aprovado "
		  "aprovada aprovados aprovo approved approve approuve approuvee valide validee conforme adelante procede "
		  "proceder proceda dale perfecto perfeito parfait correcto acuerdo acordo accord bien bueno bom bon good "
		  "fine vobo vb bo go 👍 ✅ ✔ " },
	{ SAY_SEND, " enviar envia envie envien envies enviarlos mandar manda mande manden mandes send envoyer envoie envoyez "
		    "envoyes " },
	{ SAY_ONLY, " solo solamente unicamente only just apenas somente seulement uniquement " },
	{ SAY_NONE, " ninguno ninguna nada nadie none nothing nobody nenhum nenhuma ninguem aucun aucune rien personne " },
	{ SAY_ALL, " todo todos todas toda all everything tudo tous toutes tout demas otros others rest resto reste autres "
		   "outros " },
	{ SAY_BUT, " but pero mas mais " },
	{ SAY_AND, " y e and et & + " },
	{ SAY_TO, " a al to ate hasta through thru au " },
	{ SAY_FILL, " la las el los lo le les o os as the de del des do da dos das du d n num numero numeros numbers number "
		    "nro linea lineas line lines linha linhas ligne lignes cliente clientes customer customers client clients "
		    "por favor please porfa pls hoy today hoje t vo ne pode podem puede pueden muy esta estan todavia aun yet "
		    "ainda encore visto " },
	{ SAY_REASON, " porque pues ya ja deja already because since que they pagaron pagaram pagado pago paid paye promete "
		      "prometio promised prometeu pendiente " },
	{ SAY_GREET, " hola hello hi buenos buenas buen dia dias tardes boa tarde bonjour salut ola oi estimado estimada "
		     "estimados morning " },
	{ SAY_CLOSE, " gracias muchas thanks thank thx you saludos saludo slds atte atentamente cordialmente obrigado "
		     "obrigada abraco abrazo merci regards cordialement " },
};

typedef struct {
	Say say; /* SAY_NOT and SAY_REMOVE are SAY_OUT here, but for SAY_REMOVE without numbers */
	PlanRange *ranges;
	size_t n;
} Clause;

typedef struct {
	Arena *arena;
	const Words *words;
	size_t at;
	Clause *clauses;
	size_t n;
	Clause before; /* numbers that wait for the word after them */
	bool postfix;
	Say last;     /* of the line; SAY_UNKNOWN right after a number */
	bool open;    /* "and", "but": something must follow */
	bool to;      /* a range is open */
	bool numbers; /* what came last was a number or a mark after one */
	bool names;   /* unknown words are somebody's name */
	bool remark;  /* the rest of the line is a reason */
	bool unclear;
} PlanReader;

static Say plan_say(const Word *word)
{
	/* The signs "nº" and "№" fold to "no". */
	if (strcmp(word->text, "no") == 0 && word->end - word->start != 2)
		return SAY_FILL;
	g_autofree char *needle = g_strdup_printf(" %s ", word->text);
	for (size_t i = 0; i < G_N_ELEMENTS(say_rows); i++)
		if (strstr(say_rows[i].words, needle) != NULL)
			return say_rows[i].say;
	return SAY_UNKNOWN;
}

/* ---- clauses ---- */

static Clause *plan_last(const PlanReader *reader)
{
	return reader->n > 0 ? &reader->clauses[reader->n - 1] : NULL;
}

static bool plan_last_is_bare(const PlanReader *reader, Say say)
{
	const Clause *last = plan_last(reader);
	return last != NULL && last->say == say && last->n == 0;
}

static void plan_add_clause(PlanReader *reader, Say say)
{
	Clause clause = { .say = say };
	if (reader->before.n > 0) {
		clause = reader->before;
		clause.say = say;
		reader->before = (Clause){ 0 };
	}
	reader->clauses = arena_grow(reader->arena, reader->clauses, reader->n, sizeof *reader->clauses);
	reader->clauses[reader->n++] = clause;
}

static void plan_leave_out(PlanReader *reader, bool verb)
{
	reader->unclear = reader->unclear || plan_last_is_bare(reader, SAY_OUT) ||
			  plan_last_is_bare(reader, SAY_REMOVE);
	plan_add_clause(reader, verb && reader->before.n == 0 ? SAY_REMOVE : SAY_OUT);
}

static void plan_agree(PlanReader *reader, Say say)
{
	bool adds_nothing = say == SAY_SEND && (reader->last == SAY_NOT || reader->last == SAY_ONLY);
	if (adds_nothing && reader->before.n == 0)
		return;
	reader->unclear = reader->unclear || plan_last_is_bare(reader, SAY_OUT);
	if (reader->before.n > 0 || !(plan_last_is_bare(reader, SAY_OK) || plan_last_is_bare(reader, SAY_ALL)))
		plan_add_clause(reader, say);
}

static void plan_none(PlanReader *reader)
{
	if (plan_last_is_bare(reader, SAY_OUT) && (reader->last == SAY_NOT || reader->last == SAY_SEND))
		plan_last(reader)->say = SAY_NONE;
	else
		plan_add_clause(reader, SAY_NONE);
}

static void plan_all(PlanReader *reader)
{
	reader->unclear = reader->unclear || plan_last_is_bare(reader, SAY_OUT) ||
			  plan_last_is_bare(reader, SAY_REMOVE) || reader->before.n > 0;
	if (plan_last_is_bare(reader, SAY_SEND))
		plan_last(reader)->say = SAY_ALL;
	else
		plan_add_clause(reader, SAY_ALL);
}

/* ---- numbers ---- */

static Clause *plan_taker(PlanReader *reader)
{
	reader->postfix = reader->postfix || reader->n == 0;
	return reader->postfix ? &reader->before : plan_last(reader);
}

/* "1.200", "7/9": no line of a plan is written so. */
static bool plan_is_joined(const PlanReader *reader)
{
	const Word *items = reader->words->items;
	size_t at = reader->at;
	return at >= 2 && items[at - 2].kind == WORD_NUMBER && items[at - 1].kind == WORD_MARK &&
	       items[at - 1].end == items[at].start && strchr(".'/:", items[at - 1].text[0]) != NULL;
}

static void plan_number(PlanReader *reader, const Word *word)
{
	guint64 number = 0;
	if (!g_ascii_string_to_unsigned(word->text, 10, 1, PLAN_ANSWER_NUMBER_MAX, &number, NULL) || reader->remark ||
	    plan_is_joined(reader)) {
		reader->unclear = true;
		return;
	}
	if (reader->last == SAY_BUT)
		plan_add_clause(reader, SAY_OUT);
	Clause *taker = plan_taker(reader);
	int64_t value = (int64_t)number;
	if (reader->to && taker->n > 0) {
		reader->unclear = reader->unclear || taker->ranges[taker->n - 1].last >= value;
		taker->ranges[taker->n - 1].last = value;
	} else {
		taker->ranges = arena_grow(reader->arena, taker->ranges, taker->n, sizeof *taker->ranges);
		taker->ranges[taker->n++] = (PlanRange){ value, value };
	}
	reader->last = SAY_UNKNOWN;
	reader->to = reader->open = reader->names = false;
	reader->numbers = true;
}

/* ---- words ---- */

static bool plan_is_excused(const PlanReader *reader)
{
	const Clause *last = plan_last(reader);
	return last != NULL && (last->say == SAY_OUT || last->say == SAY_REMOVE) && last->n > 0 &&
	       reader->before.n == 0 && !reader->open && !reader->to;
}

static void plan_stranger(PlanReader *reader, bool reason)
{
	if (plan_is_excused(reader) && (reason || reader->numbers))
		reader->remark = true;
	else
		reader->unclear = true;
}

/* A reason may say "not" and "paid all"; what leaves more out must not be passed over. */
static void plan_in_remark(PlanReader *reader, Say say)
{
	if (say == SAY_OUT || say == SAY_REMOVE || say == SAY_BUT)
		reader->unclear = true;
}

static void plan_join(PlanReader *reader, Say say)
{
	reader->open = true;
	reader->last = say;
}

static void plan_word_says(PlanReader *reader, Say say)
{
	switch (say) {
	case SAY_NOT:
	case SAY_OUT:
	case SAY_REMOVE:
		plan_leave_out(reader, say == SAY_REMOVE);
		break;
	case SAY_OK:
	case SAY_SEND:
		plan_agree(reader, say);
		break;
	case SAY_ONLY:
		reader->unclear = reader->unclear || plan_last_is_bare(reader, SAY_OUT);
		plan_add_clause(reader, SAY_ONLY);
		break;
	case SAY_NONE:
		plan_none(reader);
		break;
	case SAY_ALL:
		plan_all(reader);
		break;
	case SAY_BUT:
	case SAY_AND:
		plan_join(reader, say);
		return;
	case SAY_TO:
		reader->to = reader->last == SAY_UNKNOWN && reader->numbers;
		return;
	case SAY_FILL:
		return;
	case SAY_GREET:
	case SAY_CLOSE:
		reader->names = true;
		return;
	case SAY_REASON:
	case SAY_UNKNOWN:
		plan_stranger(reader, say == SAY_REASON);
		return;
	}
	reader->last = say;
	reader->open = reader->to = reader->names = false;
	reader->numbers = false;
}

static void plan_letters(PlanReader *reader, const Word *word)
{
	Say say = plan_say(word);
	if (reader->remark)
		plan_in_remark(reader, say);
	else if (say != SAY_UNKNOWN || !reader->names)
		plan_word_says(reader, say);
	if (say == SAY_UNKNOWN || say == SAY_REASON)
		return;
	reader->numbers = reader->numbers && say == SAY_TO;
}

/* "3-5" is a range, "7 - he paid" a reason, "3 - 5" neither for sure. */
static void plan_dash(PlanReader *reader, const Word *word)
{
	const Words *words = reader->words;
	size_t next = reader->at + 1;
	if (!reader->numbers || reader->at == 0 || words->items[reader->at - 1].kind != WORD_NUMBER)
		return;
	if (next >= words->n || words->items[next].kind != WORD_NUMBER) {
		reader->remark = reader->remark || plan_is_excused(reader);
		return;
	}
	if (words->items[reader->at - 1].end == word->start && words->items[next].start == word->end)
		reader->to = true;
	else
		reader->unclear = true;
}

static void plan_mark(PlanReader *reader, const Word *word)
{
	static const char *const dashes[] = { "-", "–", "—", "‑", "−" };
	Say say = plan_say(word);
	if (say == SAY_OK || say == SAY_AND)
		plan_letters(reader, word);
	else if (strchr("?$%=/<>|", word->text[0]) != NULL)
		reader->unclear = true;
	for (size_t i = 0; i < G_N_ELEMENTS(dashes); i++)
		if (strcmp(word->text, dashes[i]) == 0)
			plan_dash(reader, word);
	if (strchr("(:", word->text[0]) != NULL)
		reader->remark = reader->remark || (reader->numbers && plan_is_excused(reader));
	if (strcmp(word->text, ",") == 0) {
		reader->numbers = false;
		reader->names = false;
	}
}

/* ---- lines ---- */

static void plan_words(PlanReader *reader)
{
	for (reader->at = 0; reader->at < reader->words->n && !reader->unclear; reader->at++) {
		const Word *word = &reader->words->items[reader->at];
		if (word->kind == WORD_NUMBER)
			plan_number(reader, word);
		else if (word->kind == WORD_LETTERS)
			plan_letters(reader, word);
		else if (word->kind == WORD_MARK)
			plan_mark(reader, word);
		else
			reader->unclear = true;
	}
	reader->unclear = reader->unclear || reader->open || reader->to;
}

/* After an answer: who wrote it, "Ana Díaz". */
static bool plan_is_name(const char *line, const Words *words)
{
	size_t n = 0;
	for (size_t i = 0; i < words->n; i++) {
		const Word *word = &words->items[i];
		if (word->kind == WORD_MARK && strchr(".,", word->text[0]) != NULL)
			continue;
		if (word->kind != WORD_LETTERS || plan_say(word) != SAY_UNKNOWN ||
		    !g_unichar_isupper(g_utf8_get_char(line + word->start)))
			return false;
		n++;
	}
	return n > 0 && n <= PLAN_NAME_WORDS;
}

/* False: the answer is over. */
static bool plan_line(PlanReader *reader, const char *line)
{
	reader->words = words_of(reader->arena, line, PLAN_LINE_MAX);
	const Words *words = reader->words;
	if (words->n == 0)
		return true;
	if (reader->n > 0 && ((words->items[0].kind == WORD_LETTERS && plan_say(&words->items[0]) == SAY_CLOSE) ||
			      plan_is_name(line, words)))
		return false;
	reader->last = SAY_UNKNOWN;
	reader->numbers = reader->names = reader->remark = false;
	plan_words(reader);
	return !reader->unclear;
}

/* ---- what it comes to ---- */

static bool plan_take(Arena *arena, const Clause *clause, PlanRange **ranges, size_t *n)
{
	for (size_t i = 0; i < clause->n; i++) {
		*ranges = arena_grow(arena, *ranges, *n, sizeof **ranges);
		(*ranges)[(*n)++] = clause->ranges[i];
	}
	return clause->n > 0;
}

static bool plan_weigh(Arena *arena, const PlanReader *reader, const Clause *clause, PlanAnswer *answer)
{
	switch (clause->say) {
	case SAY_OUT:
	case SAY_REMOVE:
		return plan_take(arena, clause, &answer->out, &answer->n_out);
	case SAY_ONLY:
		answer->only = true;
		return plan_take(arena, clause, &answer->go, &answer->n_go);
	case SAY_OK:
	case SAY_SEND:
		if (plan_take(arena, clause, &answer->go, &answer->n_go))
			return true;
		answer->rest = true;
		return clause->say == SAY_OK || reader->n == 1; /* "7 no enviar": what is to be sent? */
	case SAY_ALL:
		answer->rest = true;
		return clause->n == 0;
	case SAY_NONE:
		answer->none = true;
		return clause->n == 0 && reader->n == 1;
	case SAY_UNKNOWN:
	case SAY_NOT:
	case SAY_BUT:
	case SAY_AND:
	case SAY_TO:
	case SAY_FILL:
	case SAY_REASON:
	case SAY_GREET:
	case SAY_CLOSE:
		return false;
	}
	return false;
}

static bool plan_contradicts(const PlanAnswer *answer)
{
	if (answer->only && answer->rest)
		return true;
	for (size_t i = 0; i < answer->n_go; i++)
		for (size_t o = 0; o < answer->n_out; o++)
			if (answer->go[i].first <= answer->out[o].last && answer->out[o].first <= answer->go[i].last)
				return true;
	return false;
}

PlanAnswer plan_answer_read(Arena *arena, const char *text)
{
	PlanReader reader = { .arena = arena };
	PlanAnswer answer = { 0 };
	if (text == NULL || strlen(text) > PLAN_ANSWER_BYTES_MAX)
		return answer;
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (size_t i = 0; lines[i] != NULL; i++) {
		g_strstrip(lines[i]);
		if (*lines[i] == '>')
			continue;
		if (strcmp(lines[i], "--") == 0)
			break;
		reader.unclear = reader.unclear || strlen(lines[i]) > PLAN_LINE_MAX;
		if (!plan_line(&reader, lines[i]))
			break;
	}
	answer.clear = !reader.unclear && reader.n > 0 && reader.before.n == 0;
	for (size_t i = 0; i < reader.n && answer.clear; i++)
		answer.clear = plan_weigh(arena, &reader, &reader.clauses[i], &answer);
	answer.clear = answer.clear && !plan_contradicts(&answer);
	return answer.clear ? answer : (PlanAnswer){ 0 };
}

bool plan_answer_names(const PlanRange *ranges, size_t n, int64_t number)
{
	for (size_t i = 0; i < n; i++)
		if (ranges[i].first <= number && number <= ranges[i].last)
			return true;
	return false;
}
