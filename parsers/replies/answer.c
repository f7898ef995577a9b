#include "parsers/replies/answer.h"

#include <glib.h>
#include <string.h>

#include "parsers/replies/answer_absence.h"
#include "parsers/replies/answer_guards.h"
#include "parsers/replies/answer_scan.h"

#define ANSWER_WORD(symbol, word) word,
static const char *const code_words[] = { ANSWER_CODES(ANSWER_WORD) };

/* One mail at work. */
typedef struct {
	Arena *arena;
	const Mail *mail;
	AnswerScan *scan;
	Answer *answer;
} Reading;

static void answer_add(Reading *reading, AnswerKind code, Date date, size_t sentence)
{
	const Words *words = answer_scan_words(reading->scan);
	AnswerCode made = { .code = code_words[code],
			    .date = date_text(reading->arena, date),
			    .evidence = "" };
	if (sentence < words->n_sentences) {
		Sentence range = words->sentences[sentence];
		size_t start = words->items[range.first].start;
		made.offset = (int64_t)start;
		made.evidence = arena_strndup(reading->arena, reading->mail->reply + start,
					      words->items[range.end - 1].end - start);
	}
	Answer *answer = reading->answer;
	for (size_t i = 0; i < answer->n_codes; i++) {
		AnswerCode *kept = &answer->codes[i];
		if (strcmp(kept->code, made.code) != 0)
			continue;
		if (kept->date == NULL && made.date != NULL)
			*kept = made;
		return;
	}
	answer->codes = arena_grow(reading->arena, answer->codes, answer->n_codes, sizeof(AnswerCode));
	answer->codes[answer->n_codes++] = made;
}

static bool answer_has(const Answer *answer, AnswerKind code)
{
	for (size_t i = 0; i < answer->n_codes; i++)
		if (strcmp(answer->codes[i].code, code_words[code]) == 0)
			return true;
	return false;
}

/* ---- what one hit makes of another
 * -------------------------------------------------------------------------------- */

/* In one sentence the left code says it better than the right one. */
static const struct {
	AnswerKind says;
	AnswerKind over;
	bool clause; /* … in one clause: "ya pagamos, falta el complemento de pago" says both */
} stronger[] = {
	{ ANSWER_SCHEDULED, ANSWER_PROMISE, false },
	{ ANSWER_DISP_NOTRECEIVED, ANSWER_DISP_SERVICE, false },
	{ ANSWER_DISP_DUP, ANSWER_DISP_PRICE, false },
	{ ANSWER_NEED_REP, ANSWER_NEED_INVOICE, false },
	{ ANSWER_NEED_REP, ANSWER_PAID_CLAIM, true },
	{ ANSWER_NEED_REP, ANSWER_REMIT, false },
	{ ANSWER_DISP_TAXDATA, ANSWER_DISP_PRICE, false },
	{ ANSWER_DISP_QTY, ANSWER_DISP_SERVICE, false },
	{ ANSWER_DISP_QUALITY, ANSWER_DISP_SERVICE, false },
	{ ANSWER_NEED_PO, ANSWER_NEED_INVOICE, false },
	{ ANSWER_OFFSET, ANSWER_NEED_INVOICE, false },
	{ ANSWER_LEGAL, ANSWER_WRONG_CONTACT, false },
	{ ANSWER_PAID_CLAIM, ANSWER_NEED_DOC, false },
	{ ANSWER_PAID_CLAIM, ANSWER_SCHEDULED, false },
	{ ANSWER_NEED_DOC, ANSWER_BANKCHANGE, false },
	{ ANSWER_STOP, ANSWER_WRONG_CONTACT, false },
	{ ANSWER_PLAN, ANSWER_PROMISE, false },
	{ ANSWER_PLAN, ANSWER_PARTIAL, false },
	{ ANSWER_DISP_TERMS, ANSWER_PAID_CLAIM, false },
	{ ANSWER_REJECTED, ANSWER_APPROVAL, false },
	{ ANSWER_PROMISE, ANSWER_APPROVAL, false },
	{ ANSWER_SCHEDULED, ANSWER_APPROVAL, false },
	{ ANSWER_CALL_ME, ANSWER_WRONG_CONTACT, false },
	{ ANSWER_PAID_CLAIM, ANSWER_NEED_INVOICE, false },
	{ ANSWER_NEED_PORTAL, ANSWER_NEED_INVOICE, false },
	{ ANSWER_REJECTED, ANSWER_NEED_INVOICE, false },
	{ ANSWER_DISP_NOTRECEIVED, ANSWER_DISP_QTY, false },
};

/* Hits before rank in the same sentence; the first word to say so wins over those that do not bite. */
static bool answer_is_overruled(const Reading *reading, const AnswerHits *hits, size_t at)
{
	const Words *words = answer_scan_words(reading->scan);
	for (size_t i = 0; i < hits->n; i++) {
		if (i == at || hits->items[i].sentence != hits->items[at].sentence)
			continue;
		for (size_t s = 0; s < G_N_ELEMENTS(stronger); s++)
			if (stronger[s].says == hits->items[i].code && stronger[s].over == hits->items[at].code &&
			    (!stronger[s].clause ||
			     answer_guards_one_clause(words, hits->items[i].at, hits->items[at].at)))
				return true;
	}
	return false;
}

/* "El pago está listo. Sale el viernes 27." The date may stand in the next sentence, when nothing else is
 * said there. */
static Date answer_next_date(Reading *reading, const AnswerHits *hits, const AnswerHit *hit, Date base)
{
	const Words *words = answer_scan_words(reading->scan);
	Date none = { 0 };
	if (hit->sentence + 1 >= words->n_sentences || words->sentences[hit->sentence + 1].question)
		return none;
	for (size_t i = 0; i < hits->n; i++)
		if (hits->items[i].sentence == hit->sentence + 1 && hits->items[i].code != hit->code)
			return none;
	const When *dates = NULL;
	size_t n = answer_scan_dates(reading->scan, hit->sentence + 1, &dates);
	for (size_t i = 0; i < n; i++)
		if (!date_is_set(base) || date_compare(dates[i].date, base) >= 0)
			return dates[i].date;
	return none;
}

static AnswerKind answer_final_code(AnswerKind code, bool with_proof)
{
	return code == ANSWER_PAID_CLAIM && with_proof ? ANSWER_PAID_PROOF : code;
}

static void answer_take_hits(Reading *reading, bool with_proof, Date base)
{
	AnswerHits hits = answer_scan_hits(reading->scan);
	for (size_t i = 0; i < hits.n; i++) {
		AnswerHit *hit = &hits.items[i];
		if (hit->code == ANSWER_ACK || answer_is_overruled(reading, &hits, i))
			continue;
		bool promise = hit->code == ANSWER_PROMISE || hit->code == ANSWER_SCHEDULED;
		if (promise && !date_is_set(hit->date))
			hit->date = answer_next_date(reading, &hits, hit, base);
		answer_add(reading, answer_final_code(hit->code, with_proof), hit->date, hit->sentence);
	}
	for (size_t i = 0; i < hits.n && reading->answer->n_codes == 0; i++)
		if (hits.items[i].code == ANSWER_ACK)
			answer_add(reading, ANSWER_ACK, (Date){ 0 }, hits.items[i].sentence);
}

/* "Saludos, / Ana Rojas": few words that all begin with a capital, behind thanks or a greeting. */
static bool answer_is_name(Reading *reading, size_t sentence)
{
	enum { NAME_WORDS = 4 };
	const Words *words = answer_scan_words(reading->scan);
	Sentence range = words->sentences[sentence];
	if (sentence == 0 || range.end - range.first > NAME_WORDS || range.question ||
	    !answer_scan_is_courtesy(reading->scan, sentence - 1))
		return false;
	for (size_t at = range.first; at < range.end; at++) {
		const Word *word = &words->items[at];
		const char *text = reading->mail->reply + word->start;
		if (word->kind != WORD_MARK &&
		    (word->kind != WORD_LETTERS || !g_unichar_isupper(g_utf8_get_char(text))))
			return false;
	}
	return true;
}

/* The first sentence that is more than thanks, greeting and name; all of them when there is none. */
static size_t answer_first_content(Reading *reading)
{
	const Words *words = answer_scan_words(reading->scan);
	for (size_t i = 0; i < words->n_sentences; i++)
		if (!answer_scan_is_courtesy(reading->scan, i) && !answer_is_name(reading, i))
			return i;
	return words->n_sentences;
}

/* "Mañana", "El viernes 27 sin falta": who answers a reminder with a day and little else says when. */
static bool answer_is_day(Reading *reading, size_t sentence, Date *ret)
{
	const Words *words = answer_scan_words(reading->scan);
	Sentence range = words->sentences[sentence];
	Date base = when_mail_day(reading->mail->date, reading->mail->date_instant);
	const When *dates = NULL;
	size_t n = answer_scan_dates(reading->scan, sentence, &dates);
	if (n != 1 || range.question || !date_is_set(base) || date_compare(dates[0].date, base) < 0 ||
	    answer_guards_is_farewell(words, range))
		return false;
	for (size_t at = range.first; at < range.end; at++)
		if (words->items[at].kind == WORD_LETTERS && (at < dates[0].first || at >= dates[0].end) &&
		    !answer_guards_is_filler(words->items[at].text))
			return false;
	*ret = dates[0].date;
	return true;
}

/* The sentence that is a day and nothing else: the first content, or among thanks and "ok". */
static size_t answer_day_sentence(Reading *reading, size_t content, Date *ret)
{
	size_t n = answer_scan_words(reading->scan)->n_sentences;
	size_t end = content < n ? content + 1 : n;
	for (size_t i = 0; i < end; i++)
		if (answer_is_day(reading, i, ret))
			return i;
	return n;
}

static void answer_finish(Reading *reading)
{
	const Words *words = answer_scan_words(reading->scan);
	Answer *answer = reading->answer;
	bool asks = false;
	for (size_t i = 0; i < words->n_sentences; i++)
		asks = asks || words->sentences[i].question;
	if (answer->n_codes == 1 && answer_has(answer, ANSWER_ACK) && asks)
		answer->n_codes = 0;
	if (answer->n_codes > 0)
		return;
	size_t content = answer_first_content(reading);
	Date day = { 0 };
	size_t when = reading->mail->automatic ? words->n_sentences : answer_day_sentence(reading, content, &day);
	if (when < words->n_sentences)
		answer_add(reading, ANSWER_PROMISE, day, when);
	else if (content == words->n_sentences && words->n_sentences > 0)
		answer_add(reading, ANSWER_ACK, (Date){ 0 }, 0);
	else
		answer_add(reading, ANSWER_OTHER, (Date){ 0 }, content);
}

/* ---- automatic mail
 * ----------------------------------------------------------------------------------------------- */

static size_t answer_absence_sentence(Reading *reading)
{
	const Words *words = answer_scan_words(reading->scan);
	for (size_t i = 0; i < words->n_sentences; i++)
		if (answer_scan_is_absence(reading->scan, i))
			return i;
	return words->n_sentences;
}

static bool answer_subject_says_absence(Reading *reading)
{
	if (reading->mail->subject == NULL)
		return false;
	AnswerScan *subject = answer_scan_new(reading->arena, reading->mail->subject, (Date){ 0 });
	for (size_t i = 0; i < answer_scan_words(subject)->n_sentences; i++)
		if (answer_scan_is_absence(subject, i))
			return true;
	return false;
}

static void answer_take_automatic(Reading *reading)
{
	const Words *words = answer_scan_words(reading->scan);
	size_t sentence = answer_absence_sentence(reading);
	if (sentence < words->n_sentences || answer_subject_says_absence(reading)) {
		Date back = answer_absence_return(reading->arena, reading->scan);
		reading->answer->return_date = date_text(reading->arena, back);
		answer_add(reading, ANSWER_AUTO_OOO, back, sentence < words->n_sentences ? sentence : 0);
		return;
	}
	AnswerHits hits = answer_scan_hits(reading->scan);
	for (size_t i = 0; i < hits.n; i++)
		if (hits.items[i].code == ANSWER_WRONG_CONTACT)
			answer_add(reading, ANSWER_WRONG_CONTACT, (Date){ 0 }, hits.items[i].sentence);
	answer_add(reading, ANSWER_AUTO_ACK, (Date){ 0 }, answer_first_content(reading));
}

const Answer *answer_read(Arena *arena, const Mail *mail, bool with_proof)
{
	Answer *answer = arena_new0(arena, Answer);
	Date base = when_mail_day(mail->date, mail->date_instant);
	const char *text = mail->reply != NULL ? mail->reply : "";
	Reading reading = { arena, mail, answer_scan_new(arena, text, base), answer };
	if (mail->automatic)
		answer_take_automatic(&reading);
	else
		answer_take_hits(&reading, with_proof, base);
	answer_finish(&reading);
	if (answer_has(answer, ANSWER_AUTO_OOO) || answer_has(answer, ANSWER_WRONG_CONTACT))
		answer->delegate = answer_absence_delegate(arena, mail, answer_scan_words(reading.scan));
	return answer;
}
