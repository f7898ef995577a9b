#include <glib.h>

#include "parsers/replies/answer_rules.h"

static const WordSet sets[] = {
	{ "willpay", "pagaremos pagarei pagarao quitaremos quitarei liquidaremos depositaremos "
		     "transferiremos transferirei" },
	{ "pay", "pagar quitar liquidar depositar transferir efetuar realizar" },
	{ "paid", "paga pagas pago pagos quitada quitadas quitado liquidada liquidado depositado transferido "
		  "efetuado efetuada "
		  "compensado" },
	{ "payment", "pagamento pagamentos deposito transferencia ted pix boleto" },
	{ "invoice", "nota notas nf nfe nfs fatura faturas boleto boletos duplicata duplicatas titulo danfe "
		     "documento" },
	{ "copy", "nota notas nf nfe nfs fatura faturas boleto boletos xml pdf danfe copia segunda 2a via "
		  "arquivo documento" },
	{ "send", "enviar envie enviem envia mandar mande mandem manda reenviar reenvie reenviem encaminhar "
		  "encaminhe encaminhem "
		  "encaminha anexar disponibilizar" },
	{ "please", "favor gentileza poderia poderiam pode podem preciso precisamos necessitamos solicito "
		    "solicitamos" },
	{ "need", "preciso precisamos necessito necessitamos solicito solicitamos falta faltam gostaria "
		  "gostariamos aguardo "
		  "aguardamos" },
	{ "lack", "recebi recebemos recebido recebida recebeu chegou chegaram temos tenho encontrei "
		  "encontramos localizei "
		  "localizamos consta constam identificamos" },
	{ "goods", "produto produtos mercadoria mercadorias material materiais pedido servico servicos "
		   "equipamento entrega" },
	{ "wrong", "incorreto incorreta incorretos errado errada errados erradas divergente divergentes "
		   "diferente diferentes "
		   "equivocado erro" },
	{ "amount", "valor valores preco precos montante total cobranca" },
	{ "bad", "danificado danificada danificados danificadas defeituoso defeituosos quebrado quebrada "
		 "quebrados avariado avariada "
		 "avariados defeito" },
};

static const AnswerRule rules[] = {
	{ ANSWER_PROMISE, TIME_ANY, "@willpay" },
	{ ANSWER_PROMISE, TIME_ANY, "vamos|vou|vai|iremos|irei|irao ~2 @pay" },
	{ ANSWER_PROMISE, TIME_ANY,
	  "faremos|farei|efetuaremos|efetuarei|realizaremos|realizarei ~3 @payment" },
	{ ANSWER_PROMISE, TIME_ANY, "sera|serao|estara|estarao ~1 @paid" },
	{ ANSWER_PROMISE, TIME_ANY,
	  "@payment ~4 sera|serao|ocorrera|acontecera ~2 feito|realizado|efetuado|em|no|na|ate|dia" },
	{ ANSWER_PROMISE, TIME_COMING,
	  "podemos|posso|conseguimos|consigo|pretendemos|esperamos|poderemos ~1 @pay" },
	{ ANSWER_PROMISE, TIME_COMING,
	  "estaremos|estarei ~1 pagando|efetuando|realizando|fazendo|transferindo" },
	{ ANSWER_PROMISE, TIME_COMING, "@payment ~3 fica|sai|e|cai" },
	{ ANSWER_PROMISE, TIME_EITHER, "pagamos" },
	{ ANSWER_PROMISE, TIME_NEAR, "pago|pagamento|pagando" },
	{ ANSWER_PROMISE, TIME_ANY, "comprometemos|comprometo ~3 @pay" },

	{ ANSWER_SCHEDULED, TIME_ANY,
	  "@payment ~5 "
	  "programado|programada|agendado|agendada|programados|agendados|aprovado|liberado|previsto" },
	{ ANSWER_SCHEDULED, TIME_ANY,
	  "@invoice ~6 programada|programado|agendada|agendado|programadas|agendadas|prevista" },
	{ ANSWER_SCHEDULED, TIME_ANY,
	  "programado|programada|agendado|agendada|agendamos|programamos|previsto|prevista ~3 "
	  "@payment|para" },
	{ ANSWER_SCHEDULED, TIME_ANY, "@payment ~2 em processo|processamento|andamento" },
	{ ANSWER_SCHEDULED, TIME_ANY, "previsao ~2 @payment" },

	{ ANSWER_PAID_CLAIM, TIME_ANY,
	  "ja ~4 @paid|pagamos|paguei|efetuamos|efetuei|pagaram|realizamos|transferimos" },
	{ ANSWER_PAID_CLAIM, TIME_ANY, "foi|foram|esta|estao|encontra|sido ~1 @paid" },
	{ ANSWER_PAID_CLAIM, TIME_ANY,
	  "paguei|fizemos|fiz|efetuamos|efetuei|realizamos|realizei ~4 @payment|boleto|@invoice" },
	{ ANSWER_PAID_CLAIM, TIME_ANY,
	  "@payment ~4 foi|ja ~2 feito|realizado|efetuado|efetuada|realizada|feita" },
	{ ANSWER_PAID_CLAIM, TIME_ANY, "@payment realizado|efetuado|feito|efetuada|realizada" },
	{ ANSWER_PAID_CLAIM, TIME_ANY,
	  "segue|anexo|anexamos|envio|seguem|anexado ~5 comprovante|comprovantes|recibo" },
	{ ANSWER_PAID_CLAIM, TIME_ANY,
	  "comprovante|comprovantes ~4 anexo|pagamento|deposito|transferencia|pix|ted" },

	{ ANSWER_PAID_CLAIM, TIME_ANY, ANSWER_LEADS "quitado|quitada|quitados|quitadas|liquidado|liquidada|compensado" },
	{ ANSWER_PAID_CLAIM, TIME_ANY, ANSWER_LEADS "pago|paga ontem|hoje|via|dia|semana|anteontem" },
	{ ANSWER_PAID_CLAIM, TIME_ANY, "@invoice|boleto ~1 quitado|quitada|pago|paga" },

	{ ANSWER_REMIT, TIME_ANY, "relacao|detalhamento|lista ~3 pagamentos|pagas|pagos" },
	{ ANSWER_PARTIAL, TIME_ANY, "pagamento parcial" },
	{ ANSWER_PARTIAL, TIME_ANY, "pagaremos|pagar|pagamos|paguei ~3 metade|parte|parcialmente" },
	{ ANSWER_PARTIAL, TIME_ANY, "descontamos|descontaremos|abatemos|abatimento" },
	{ ANSWER_PLAN, TIME_ANY, "parcelar|parcelamento|parcelado|renegociar|prorrogar|prorrogacao" },
	{ ANSWER_PLAN, TIME_ANY, "em ~2 parcelas|vezes" },
	{ ANSWER_PLAN, TIME_ANY, "nao ~3 podemos|conseguimos|consigo|posso|conseguiremos|poderemos ~2 @pay" },
	{ ANSWER_PLAN, TIME_ANY,
	  "dificuldade|dificuldades|problema|problemas|falta ~4 "
	  "caixa|financeira|financeiras|financeiros|fluxo|recursos" },
	{ ANSWER_PLAN, TIME_ANY, "mais prazo" },
	{ ANSWER_PLAN, TIME_ANY, "acordo|plano ~2 pagamento" },

	{ ANSWER_DISP_PRICE, TIME_ANY, "@amount ~5 @wrong" },
	{ ANSWER_DISP_PRICE, TIME_ANY, "@amount ~5 nao ~2 confere|corresponde|bate|esta|combinado" },
	{ ANSWER_DISP_PRICE, TIME_ANY, "divergencia|diferenca ~3 @amount" },
	{ ANSWER_DISP_PRICE, TIME_ANY,
	  "cobrado|cobrada|cobraram|cobranca ~3 mais|indevida|indevidamente|maior" },
	{ ANSWER_DISP_QTY, TIME_ANY, "quantidade|quantidades ~4 @wrong|menor|nao" },
	{ ANSWER_DISP_QTY, TIME_ANY,
	  "faltaram|faltam|faltou ~3 caixas|pecas|unidades|itens|produtos|volumes" },
	{ ANSWER_DISP_QTY, TIME_ANY, "# ~3 em vez|lugar de ~1 #" },
	{ ANSWER_DISP_QTY, TIME_ANY, "recebemos|chegaram|entregaram ~2 apenas|so|somente|menos" },
	{ ANSWER_DISP_QUALITY, TIME_ANY, "@goods ~6 @bad" },
	{ ANSWER_DISP_QUALITY, TIME_ANY, "chegou|chegaram|veio|vieram|recebemos ~4 @bad" },
	{ ANSWER_DISP_QUALITY, TIME_ANY, "devolvemos|devolucao|devolver ~4 @goods" },
	{ ANSWER_DISP_SERVICE, TIME_ANY,
	  "servico|servicos|trabalho|obra ~5 nao ~3 "
	  "prestado|realizado|concluido|executado|conforme|feito|finalizado" },
	{ ANSWER_DISP_SERVICE, TIME_ANY,
	  "servico|servicos|trabalho ~3 incompleto|incompletos|deficiente|mal" },
	{ ANSWER_DISP_NOTRECEIVED, TIME_ANY, "nao|nunca ~3 @lack|entregue|entregaram ~3 @goods" },
	{ ANSWER_DISP_NOTRECEIVED, TIME_ANY,
	  "@goods ~5 nao|nunca ~3 chegou|chegaram|entregue|entregues|recebido|recebida|recebemos" },
	{ ANSWER_DISP_TAXDATA, TIME_ANY,
	  "cnpj|cpf|endereco|icms|iss|imposto|impostos|aliquota|inscricao|ncm|cfop ~5 @wrong" },
	{ ANSWER_DISP_TAXDATA, TIME_ANY, "razao social ~5 @wrong|nao|outra" },
	{ ANSWER_DISP_TAXDATA, TIME_ANY, "dados ~3 faturamento|fiscais|cadastrais|nota ~4 @wrong" },
	{ ANSWER_DISP_TERMS, TIME_ANY, "prazo|vencimento|condicao|condicoes ~5 # dias" },
	{ ANSWER_DISP_TERMS, TIME_ANY, "nao ~2 venceu|vencida|vencido|vence" },
	{ ANSWER_DISP_DUP, TIME_ANY,
	  "@invoice|cobranca ~4 duplicada|duplicado|duplicadas|duplicidade|repetida" },
	{ ANSWER_DISP_DUP, TIME_ANY, "duplicidade" },
	{ ANSWER_REJECTED, TIME_ANY,
	  "recusamos|recusada|rejeitamos|rejeitada|rejeitado|desconhecemos ~5 @invoice|cobranca" },
	{ ANSWER_REJECTED, TIME_ANY, "@invoice ~4 recusada|rejeitada|rejeitado|recusado" },
	{ ANSWER_REJECTED, TIME_ANY, "@please|favor ~4 cancelar|cancelem|cancele ~3 @invoice" },

	{ ANSWER_NEED_INVOICE, TIME_ANY, "@send ~6 @copy" },
	{ ANSWER_NEED_INVOICE, TIME_ANY, "nao|nunca ~3 @lack ~4 @copy" },
	{ ANSWER_NEED_INVOICE, TIME_ANY, "@copy ~5 nao|nunca ~2 @lack" },
	{ ANSWER_NEED_INVOICE, TIME_ANY, "@need ~4 @copy" },
	{ ANSWER_NEED_INVOICE, TIME_ANY, "segunda|2 via|a ?via" },
	{ ANSWER_NEED_PO, TIME_ANY,
	  "falta|faltou|sem|numero|informar|numero ~3 pedido|ordem|po|oc ~1 ?compra" },
	{ ANSWER_NEED_PO, TIME_ANY, "ordem|pedido de compra" },
	{ ANSWER_NEED_DOC, TIME_ANY,
	  "@send|@need ~5 contrato|certidao|certidoes|canhoto|comprovante|extrato|medicao|orcamento ~2 "
	  "?entrega" },
	{ ANSWER_NEED_DOC, TIME_ANY, "@send|@need|informar|informe|quais ~4 dados ~1 bancarios" },
	{ ANSWER_NEED_DOC, TIME_ANY, "qual|quais|@send|@need|informar|informe|informem|passa|passe ~4 chave ~1 pix" },
	{ ANSWER_NEED_DOC, TIME_ANY, "qual|quais|informar|informe ~2 conta|dados ~2 bancaria|bancarios|deposito" },
	{ ANSWER_NEED_PORTAL, TIME_ANY,
	  "lancar|inserir|incluir|anexar|postar|cadastrar|subir ~5 portal|plataforma|sistema|ariba|coupa" },
	{ ANSWER_NEED_PORTAL, TIME_ANY, "no|pelo|ao ~1 portal" },
	{ ANSWER_APPROVAL, TIME_ANY,
	  "aguardando|pendente|aguarda|em|falta ~4 "
	  "aprovacao|autorizacao|liberacao|analise|validacao|conferencia" },
	{ ANSWER_APPROVAL, TIME_ANY,
	  "estamos|estou ~1 verificando|analisando|conferindo|validando|checando" },
	{ ANSWER_APPROVAL, TIME_ANY, "vou|vamos|irei|iremos ~1 verificar|analisar|conferir|checar" },
	{ ANSWER_APPROVAL, TIME_ANY,
	  "verificarei|verificaremos|analisaremos|encaminhei|encaminhamos ~4 ?financeiro" },
	{ ANSWER_OFFSET, TIME_ANY, "compensar|compensacao|abater|encontro ~5 @invoice|credito|contas|saldo" },
	{ ANSWER_OFFSET, TIME_ANY, "nota ~1 credito" },
	{ ANSWER_FACTORED, TIME_ANY, "factoring|fidc|antecipada|securitizadora" },
	{ ANSWER_FACTORED, TIME_ANY, "@invoice ~4 cedida|cedidas" },
	{ ANSWER_WRONG_CONTACT, TIME_ANY,
	  "nao ~3 trabalha|trabalho|pertence|sou ~5 "
	  "mais|aqui|empresa|responsavel|setor|conosco|pessoa|area" },
	{ ANSWER_WRONG_CONTACT, TIME_ANY,
	  "favor|gentileza ~2 entrar|contatar|procurar|direcionar|enviar|contactar ~3 contato|para|com|a" },
	{ ANSWER_WRONG_CONTACT, TIME_ANY, "responsavel ~4 agora|e|passou" },
	{ ANSWER_WRONG_CONTACT, TIME_ANY, "email|destinatario|contato errado" },
	{ ANSWER_CALL_ME, TIME_ANY, "me|nos ligue|ligar|liguem|liga|ligarem" },
	{ ANSWER_CALL_ME, TIME_ANY, "pode|podem|podemos|poderia|favor ~2 ligar|conversar|falar|telefonar" },
	{ ANSWER_COMPLAINT, TIME_ANY,
	  "pessimo|pessima|inaceitavel|absurdo|insatisfeito|insatisfeitos|indignado|lamentavel" },
	{ ANSWER_STOP, TIME_ANY, "parem|pare|parar ~1 de ~1 enviar|mandar|ligar" },
	{ ANSWER_STOP, TIME_ANY,
	  "nao ~3 enviem|envie|mandem|receber|quero|desejo ~3 mais|emails|mensagens|receber" },
	{ ANSWER_STOP, TIME_ANY,
	  "descadastrar|descadastre|remover|remova|removam|excluir ~5 lista|cadastro|mailing" },
	{ ANSWER_LEGAL, TIME_ANY, "recuperacao|acao|medidas judicial|judiciais" },
	{ ANSWER_LEGAL, TIME_ANY, "advogado|advogados|juridico|falencia|procon" },
	{ ANSWER_BANKCHANGE, TIME_ANY,
	  "nova|novos|novo|alteracao|alteramos|mudanca|mudamos|atualizacao|atualizar|mudou|mudaram|"
	  "mudar|alterou|alteraram|alterar|trocou|trocaram|trocamos|trocar ~3 "
	  "conta|bancaria|bancarios|banco|pix" },
	{ ANSWER_ACK, TIME_ANY, "recebido|recebida|recebidos|ciente|cientes|anotado" },
	{ ANSWER_ACK, TIME_ANY, "acuso|confirmo|confirmamos ~2 recebimento" },
};

static const char *const absences[] = {
	"fora ~2 escritorio",
	"estou|estarei|estamos|encontro ~3 ferias",
	"de|em ferias",
	"ausente|ausencia",
	"licenca ~1 maternidade|medica|paternidade",
	"em viagem",
	"recesso",
	"retorno|retornarei|voltarei|volto ~2 em|no|dia|ate",
	"nao ~2 estarei|estou ~2 escritorio|disponivel",
	"acesso limitado",
};

static const char *const courtesies[] = {
	"obrigado|obrigada|obrigados|grato|grata|agradeco|agradecemos",
	"att|atenciosamente|abracos|abs|cordialmente",
	"bom|boa dia|tarde|noite",
	"prezado|prezada|prezados|prezadas|caro|cara|ola|oi",
	"a|fico|ficamos disposicao|aguardo|no aguardo",
};

static const char *const agreements[] = { "ok|certo|perfeito|combinado|beleza|entendido" };

const AnswerLanguage answer_rules_pt = {
	sets,	    G_N_ELEMENTS(sets),	      rules,	  G_N_ELEMENTS(rules),
	absences,   G_N_ELEMENTS(absences),   courtesies, G_N_ELEMENTS(courtesies),
	agreements, G_N_ELEMENTS(agreements),
};
