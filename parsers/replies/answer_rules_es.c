#include <glib.h>

#include "parsers/replies/answer_rules.h"

static const AnswerRule rules[] = {
	{ ANSWER_PROMISE, TIME_ANY, "@willpay" },
	{ ANSWER_PROMISE, TIME_ANY, "@willmake ~3 @payment" },
	{ ANSWER_PROMISE, TIME_ANY, "vamos|voy|van|va a ~1 @pay" },
	{ ANSWER_PROMISE, TIME_ANY, "vamos|voy|van|va a ~1 @make ~3 @payment" },
	{ ANSWER_PROMISE, TIME_ANY, "estaremos|estare|estariamos|estaria @paying" },
	{ ANSWER_PROMISE, TIME_COMING, "estamos|estoy @paying" },
	{ ANSWER_PROMISE, TIME_ANY,
	  "estaremos|estare|estariamos ~1 haciendo|realizando|efectuando|enviando ~3 @payment" },
	{ ANSWER_PROMISE, TIME_ANY, "sera|seran|quedara|quedaran|estara|estaran @paid" },
	{ ANSWER_PROMISE, TIME_ANY,
	  "se ?les ?le pagara|pagaran|depositara|abonara|transferira|cancelara|liquidara" },
	{ ANSWER_PROMISE, TIME_ANY,
	  "se ?les ?le realizara|hara|efectuara|cursara|enviara|emitira ~3 @payment" },
	{ ANSWER_PROMISE, TIME_ANY, "@payment ~4 se realizara|hara|efectuara|cursara|ejecutara|emitira" },
	{ ANSWER_PROMISE, TIME_ANY,
	  "@payment ~3 sera|saldra|quedara ~1 "
	  "realizado|hecho|efectuado|enviado|cursado|emitido|el|este|en|a" },
	{ ANSWER_PROMISE, TIME_COMING, "@payment ~3 es|sale|queda|estara|sera|seria|saldra|cae" },
	{ ANSWER_PROMISE, TIME_ANY, "procederemos|procedere|procederan|procedera ~3 @pay|@make" },
	{ ANSWER_PROMISE, TIME_COMING, "procedemos|proceder ~3 @pay" },
	{ ANSWER_PROMISE, TIME_ANY, "comprometemos|comprometo|compromiso ~3 @pay" },
	{ ANSWER_PROMISE, TIME_COMING,
	  "podemos|puedo|podremos|podre|esperamos|espero|pensamos|pienso|pretendemos|contemplamos ~1 @pay" },
	{ ANSWER_PROMISE, TIME_COMING,
	  "podemos|puedo|podremos|podre|esperamos|espero|pensamos ~1 @make ~3 @payment" },
	{ ANSWER_PROMISE, TIME_ANY, "tendran|tendra|recibiran|recibira|veran|vera ~3 @payment" },
	{ ANSWER_PROMISE, TIME_EITHER, "@paysnow" },
	{ ANSWER_PROMISE, TIME_EITHER, "hacemos|realizamos|efectuamos ~3 @payment" },
	{ ANSWER_PROMISE, TIME_ANY, "hago|haria|hariamos ~3 @payment" },
	{ ANSWER_PROMISE, TIME_COMING, "quedamos|quedo ~1 en|de ~1 @pay" },
	{ ANSWER_PROMISE, TIME_COMING, "quedando|quedaria|quedarian ~1 @paid" },
	{ ANSWER_PROMISE, TIME_COMING, "@payment ~3 se vera|veran|veria|reflejara|acreditara|aplicara" },
	{ ANSWER_PROMISE, TIME_NEAR,
	  "pago|deposito|abono|transfiero|pagando|transferencia|cancelo|liquido|pagar" },
	{ ANSWER_PROMISE, TIME_COMING,
	  "le|les|te|lo|la|las|los|se pago|deposito|transfiero|cancelo|paga|pagan" },
	{ ANSWER_PROMISE, TIME_COMING, "cae|entra|llega|sale|salen ~2 @payment" },
	{ ANSWER_PROMISE, TIME_COMING,
	  "cae|caen|entran|llegan|salen|tienen|tendran ~3 @payment|recursos|fondos|dinero|plata" },
	{ ANSWER_PROMISE, TIME_COMING, "queda|quedan ~2 @paid" },
	{ ANSWER_PROMISE, TIME_COMING, "se ?les ?le ?te ?lo ?la paga|pagan|deposita|transfiere|cancela|abona|liquida" },

	{ ANSWER_SCHEDULED, TIME_ANY, "@payment ~6 @planned" },
	{ ANSWER_SCHEDULED, TIME_ANY, "@planned ~4 @payment|pagarse" },
	{ ANSWER_SCHEDULED, TIME_ANY, "@invoice ~8 @planned ?@payment ?para" },
	{ ANSWER_SCHEDULED, TIME_COMING, "@planned ~3 para|el" },
	{ ANSWER_SCHEDULED, TIME_ANY,
	  "se programo|agendo|programaron|calendarizo|autorizo ~4 @payment|para" },
	{ ANSWER_SCHEDULED, TIME_ANY,
	  "programamos|programaremos|agendamos|agendaremos|programare|programe ~4 @payment|para" },
	{ ANSWER_SCHEDULED, TIME_ANY, "se programara|agendara|incluira ~5 @payment|para" },
	{ ANSWER_SCHEDULED, TIME_ANY,
	  "en|a ~2 programacion|nomina|corrida|calendario|propuesta|lote|ciclo ~2 @payment" },
	{ ANSWER_SCHEDULED, TIME_ANY, "nomina de pago" },
	{ ANSWER_SCHEDULED, TIME_ANY, "siguiente|proxima|proximo corrida|nomina|propuesta|lote ~2 ?@payment" },
	{ ANSWER_SCHEDULED, TIME_ANY, "en ?el ?area ?de tesoreria|pagos|finanzas ~2 para ~1 @payment|pagar" },
	{ ANSWER_SCHEDULED, TIME_COMING,
	  "entra|entran|entrara|incluida|incluido|considerada|considerado ~4 "
	  "nomina|programacion|corrida|@payment" },
	{ ANSWER_SCHEDULED, TIME_COMING,
	  "fecha ~2 @payment ~4 es|sera|programada|estimada|tentativa|para|seria" },
	{ ANSWER_SCHEDULED, TIME_ANY, "@payment ~3 en proceso|tramite|curso" },
	{ ANSWER_SCHEDULED, TIME_ANY, "en proceso|tramite|via ~1 de @payment" },
	{ ANSWER_SCHEDULED, TIME_ANY,
	  "aprobada|aprobadas|aprobado|lista|listo|listas ~1 para @payment|pagar" },

	{ ANSWER_PAID_CLAIM, TIME_ANY, "ya ~3 @paid|@didpay|@paysnow" },
	{ ANSWER_PAID_CLAIM, TIME_ANY,
	  "ya ~2 se|les|le ?les ?le pago|pagamos|deposito|transfirio|cancelo|abono|transferimos" },
	{ ANSWER_PAID_CLAIM, TIME_ANY,
	  "fue|fueron|esta|estan|quedo|quedaron|encuentra|encuentran|sido|hemos|han|he|ha ~1 @paid" },
	{ ANSWER_PAID_CLAIM, TIME_ANY, "esta|estan|fue|fueron ~2 @paid desde|el|con|por|mediante|via" },
	{ ANSWER_PAID_CLAIM, TIME_ANY, "@didpay ~5 @invoice|ayer|hoy|anoche|el|la|las|por" },
	{ ANSWER_PAID_CLAIM, TIME_ANY, "@made ~4 @payment|cheque" },
	{ ANSWER_PAID_CLAIM, TIME_ANY, "@payment ~4 @madep|@made" },
	{ ANSWER_PAID_CLAIM, TIME_ANY,
	  "@payment ~2 fue|ya|se hizo|realizo|efectuo|@madep|salio|envio|curso" },
	{ ANSWER_PAID_CLAIM, TIME_ANY,
	  "se pago|abono|deposito|transfirio|liquido|cancelo ~6 @invoice|el|ayer|hoy|la|mediante|con|por" },
	{ ANSWER_PAID_CLAIM, TIME_ANY,
	  "se pagaron|abonaron|depositaron|transfirieron|liquidaron|cancelaron" },
	{ ANSWER_PAID_CLAIM, TIME_ANY, "@attach ~5 @proof ~3 @payment" },
	{ ANSWER_PAID_CLAIM, TIME_ANY, "@attach ~3 voucher|vaucher|boucher|swift" },
	{ ANSWER_PROMISE, TIME_EITHER, "@attach ~3 @payment" },
	{ ANSWER_PAID_CLAIM, TIME_ANY, "@paid ayer|anteayer|anoche" },
	{ ANSWER_PAID_CLAIM, TIME_ANY, "@paid el ~4 pasado" },
	{ ANSWER_PAID_CLAIM, TIME_ANY, "@proof ~3 @payment ~3 adjunto|adjunta|anexo" },
	{ ANSWER_PAID_CLAIM, TIME_ANY, "@proof ?de @payment ~2 @invoice" },
	{ ANSWER_PAID_CLAIM, TIME_ANY, "@payment ~3 corresponde|corresponden|correspondiente ~4 @invoice" },
	{ ANSWER_PROMISE, TIME_EITHER, "cheque ~4 listo|disponible|retirar" },
	{ ANSWER_PAID_CLAIM, TIME_ANY, "cheque ~4 retirado|entregado|depositado|cobrado|emitido" },
	{ ANSWER_PAID_CLAIM, TIME_ANY, ANSWER_LEADS "@paid" },

	{ ANSWER_PAID_CLAIM, TIME_ANY, "@payment se fue|hizo|mando|solto|aplico|ejecuto" },
	{ ANSWER_PAID_CLAIM, TIME_ANY,
	  "mande|mandamos|envie|enviamos|entregue|entregamos|deje|dejamos ~2 cheque|vale|transferencia|deposito" },

	{ ANSWER_REMIT, TIME_ANY,
	  "detalle|relacion|listado|desglose|remesa|resumen ~3 @payment|@paid|pagadas" },
	{ ANSWER_REMIT, TIME_ANY, "@payment ~3 siguientes @invoice" },
	{ ANSWER_REMIT, TIME_ANY, "@payment ~2 incluye|cubre|ampara|contempla ~4 @invoice|siguientes" },

	{ ANSWER_PARTIAL, TIME_ANY, "@payment|abono|anticipo ~1 parcial|parciales" },
	{ ANSWER_PARTIAL, TIME_ANY, "ir|voy|vamos|iria|iremos|iriamos ~1 abonando|pagando" },
	{ ANSWER_PARTIAL, TIME_ANY, "abono|anticipo ~3 por|de|a ~4 #" },
	{ ANSWER_PARTIAL, TIME_ANY,
	  "@willpay|@paysnow|pagar|abonar|abonare|abonaremos|pague ~3 # por ciento" },
	{ ANSWER_PARTIAL, TIME_COMING, "y el saldo|resto|restante" },
	{ ANSWER_PARTIAL, TIME_ANY,
	  "@willpay|@paysnow|pagar|abonar|deposite|depositamos ~3 mitad|parte|parcialmente|parcialidad" },
	{ ANSWER_PARTIAL, TIME_ANY,
	  "descontamos|descontaremos|descontando|descontamo|deducimos|dedujimos|rebajamos|rebajaremos|"
	  "descontado" },
	{ ANSWER_PARTIAL, TIME_ANY,
	  "el saldo|resto|restante|diferencia|mitad ~6 @willpay|@pay|@paysnow|sera|quedara|para|queda" },

	{ ANSWER_PLAN, TIME_ANY, "en ~2 cuotas|parcialidades|partes|abonos|exhibiciones" },
	{ ANSWER_PLAN, TIME_ANY,
	  "plan|convenio|acuerdo|calendario|facilidad|facilidades|repactar|repactacion ~2 pago|pagos|deuda" },
	{ ANSWER_PLAN, TIME_ANY, "prorroga|repactar|reprogramar|refinanciar|renegociar" },
	{ ANSWER_PLAN, TIME_ANY, "mas|mayor|ampliar|extender|extension|otro ~3 plazo|tiempo ~3 ?para ?@pay" },
	{ ANSWER_PLAN, TIME_ANY,
	  "problema|problemas|dificultad|dificultades|falta|complicado|complicados|escasez ~4 "
	  "liquidez|flujo|caja|financieros|economicos|fondos|efectivo|financiera" },
	{ ANSWER_PLAN, TIME_ANY,
	  "no ~2 podemos|puedo|podremos|podre|pudimos|hemos|alcanzamos ~3 @pay|podido" },
	{ ANSWER_PLAN, TIME_ANY,
	  "corto|cortos|justo|justos|apretado|apretados|ajustados ~3 lana|plata|dinero|efectivo|fondos|flujo|caja|recursos" },
	{ ANSWER_PLAN, TIME_ANY, "no ~3 fondos|recursos|liquidez|flujo|dinero|presupuesto|solvencia" },
	{ ANSWER_PLAN, TIME_ANY,
	  "situacion|crisis|momento ~2 economica|financiera|dificil|complicada|economico|complicado" },

	{ ANSWER_DISP_PRICE, TIME_ANY, "@amount ~6 @wrong" },
	{ ANSWER_DISP_PRICE, TIME_ANY, "@wrong ~3 @amount" },
	{ ANSWER_DISP_PRICE, TIME_ANY,
	  "@amount ~6 no ~2 "
	  "corresponde|corresponden|coincide|coinciden|cuadra|cuadran|es|calza|concuerda|acordado" },
	{ ANSWER_DISP_PRICE, TIME_ANY,
	  "no ~3 corresponde|coincide|cuadra|calza|concuerda|acuerdo ~4 @amount" },
	{ ANSWER_DISP_PRICE, TIME_ANY,
	  "cobro|cobraron|cobran|cobrando|cobrado|facturaron|facturado ~5 "
	  "mas|demas|exceso|indebido|indebidamente|doble" },
	{ ANSWER_DISP_PRICE, TIME_ANY, "diferencia|diferencias ~4 @amount" },
	{ ANSWER_DISP_PRICE, TIME_ANY, "sobreprecio|sobrecobro" },
	{ ANSWER_DISP_PRICE, TIME_ANY,
	  "@amount ~3 mayor|superior|mas ~3 cotizado|cotizacion|acordado|pactado|orden|oc|convenido" },
	{ ANSWER_DISP_PRICE, TIME_ANY,
	  "@amount ~2 cotizado|acordado|pactado|convenido ~2 era|fue|es|son|eran" },
	{ ANSWER_DISP_PRICE, TIME_ANY, "descuento ~6 no ~2 aplic*|refleja*|consider*|viene|aparece" },
	{ ANSWER_DISP_PRICE, TIME_ANY, "no ~3 aplicaron|aplico|aplicado|consideraron ~2 descuento" },

	{ ANSWER_DISP_QTY, TIME_ANY, "cantidad|cantidades ~5 @wrong|menor|menores" },
	{ ANSWER_DISP_QTY, TIME_ANY,
	  "cantidad|cantidades ~5 no ~2 corresponde*|coincide*|cuadra*|es|calza*" },
	{ ANSWER_DISP_QTY, TIME_ANY, "faltan|faltaron|faltante|faltantes|falto ~3 @unit" },
	{ ANSWER_DISP_QTY, TIME_ANY,
	  "llegaron|recibimos|entregaron|llego|despacharon|enviaron ~3 "
	  "solo|solamente|menos|incompleto|incompleta|unicamente" },
	{ ANSWER_DISP_QTY, TIME_ANY,
	  "solo|solamente|unicamente ~3 llegaron|recibimos|entregaron|llego|despacharon ~2 #" },
	{ ANSWER_DISP_QTY, TIME_ANY, "@goods ~3 incompleto|incompleta|incompletos|incompletas" },
	{ ANSWER_DISP_QTY, TIME_ANY,
	  "facturaron|facturan|cobran|cobraron ~2 # ~4 "
	  "recibimos|llegaron|entregaron|son|eran|pedimos|compramos|solicitamos" },
	{ ANSWER_DISP_QTY, TIME_ANY, "# ~3 en vez|lugar de ~1 #" },
	{ ANSWER_DISP_QTY, TIME_ANY, "falta|faltan ~1 entregar|despachar|llegar|enviar|recibir ~4 @unit|@goods|#" },

	{ ANSWER_DISP_QUALITY, TIME_ANY, "@goods ~7 @bad" },
	{ ANSWER_DISP_QUALITY, TIME_ANY, "llego|llegaron|vino|venian|vinieron|recibimos|venia ~5 @bad" },
	{ ANSWER_DISP_QUALITY, TIME_ANY, "mala calidad|condicion" },
	{ ANSWER_DISP_QUALITY, TIME_ANY, "mal estado" },
	{ ANSWER_DISP_QUALITY, TIME_ANY,
	  "producto*|mercader*|material*|equipo* ~6 no ~2 funciona|funcionan|sirve|sirven|cumple|cumplen" },
	{ ANSWER_DISP_QUALITY, TIME_ANY,
	  "devolvimos|devolveremos|devolucion|devolver|devuelto|devuelta ~6 @goods|@unit" },
	{ ANSWER_DISP_QUALITY, TIME_ANY, "problema* ~2 calidad" },

	{ ANSWER_DISP_SERVICE, TIME_ANY,
	  "servicio*|trabajo*|obra|proyecto|instalacion|mantencion ~5 no ~4 "
	  "prestado|prestaron|completo|complet*|cumpl*|termin*|realizo|realizado|acordado|conforme|finaliz*|"
	  "ejecut*|corresponde" },
	{ ANSWER_DISP_SERVICE, TIME_ANY,
	  "no ~3 prestado|prestaron|cumpl*|termin*|realizaron|conformes|conforme|satisfechos|finaliz* ~4 "
	  "servicio*|trabajo*|obra|proyecto|instalacion|mantencion" },
	{ ANSWER_DISP_SERVICE, TIME_ANY,
	  "servicio*|trabajo*|obra|instalacion ~4 "
	  "incomplet*|deficiente*|inconclus*|pendiente*|sin|mal|parcial" },
	{ ANSWER_DISP_SERVICE, TIME_ANY, "incumplimiento ~4 contrato|servicio*|acuerdo" },

	{ ANSWER_DISP_NOTRECEIVED, TIME_ANY,
	  "no|nunca|tampoco ~3 @lack|llegaron|entregaron|despacharon|entregado|despachado|entregada ~4 "
	  "@goods" },
	{ ANSWER_DISP_NOTRECEIVED, TIME_ANY,
	  "@goods ~6 no|nunca ~3 "
	  "llego|llegado|llegaron|llega|recibido|recibida|recibimos|entregado|entregada|entregaron|"
	  "despachado|despachada|entregados|recibidos" },
	{ ANSWER_DISP_NOTRECEIVED, TIME_ANY,
	  "esperando|espera ~4 despacho|entrega|mercaderia|mercancia|material|pedido" },

	{ ANSWER_DISP_TAXDATA, TIME_ANY, "@taxdata ~6 @wrong" },
	{ ANSWER_DISP_TAXDATA, TIME_ANY, "@wrong ~3 @taxdata|razon" },
	{ ANSWER_DISP_TAXDATA, TIME_ANY, "@taxdata ~4 no ~2 corresponde|es|coincide|el|la|nuestro|nuestra" },
	{ ANSWER_DISP_TAXDATA, TIME_ANY, "razon social ~5 @wrong|no|otra|debe|antigua" },
	{ ANSWER_DISP_TAXDATA, TIME_ANY, "otra|distinta|diferente razon|empresa|sociedad ~1 ?social" },
	{ ANSWER_DISP_TAXDATA, TIME_ANY,
	  "uso ~2 cfdi ~5 @wrong|debe|no|corregir|cambiar|g03|g01|incorrecto" },
	{ ANSWER_DISP_TAXDATA, TIME_ANY, "metodo|forma ~1 pago ~5 @wrong|debe|corregir|cambiar|deberia" },
	{ ANSWER_DISP_TAXDATA, TIME_ANY,
	  "datos ~4 facturacion|fiscales|factura|receptor|tributarios ~5 @wrong|no|corregir|corrijan" },
	{ ANSWER_DISP_TAXDATA, TIME_ANY,
	  "corregir|corrijan|corrija|modificar|refacturar|refacture|refacturen|cambiar|rectificar ~5 "
	  "@taxdata|razon|uso|metodo|factura|facturas" },
	{ ANSWER_DISP_TAXDATA, TIME_ANY,
	  "@invoice ~4 mal emitida|emitido|hecha|facturada|emitidas|timbrada" },
	{ ANSWER_DISP_TAXDATA, TIME_ANY, "codigo postal ~4 @wrong|no|debe" },
	{ ANSWER_DISP_TAXDATA, TIME_ANY, "debe|debia|deberia|tiene|tenia|iba|va ~4 a nombre de" },

	{ ANSWER_DISP_TERMS, TIME_ANY, "plazo|condicion|condiciones|credito|vencimiento|politica ~6 # dias" },
	{ ANSWER_DISP_TERMS, TIME_ANY, "# dias ~3 credito|plazo|fecha|recepcion|factura" },
	{ ANSWER_DISP_TERMS, TIME_ANY, "no ~3 vence|vencida|vencido|vencidas|vencimiento|vencen" },
	{ ANSWER_DISP_TERMS, TIME_ANY, "plazo|fecha|vencimiento ~4 @wrong|pactado|acordado|convenido" },
	{ ANSWER_DISP_TERMS, TIME_ANY, "pagamos a # dias" },

	{ ANSWER_DISP_DUP, TIME_ANY,
	  "@invoice|cobro|cobros ~5 "
	  "duplicada|duplicadas|duplicado|duplicados|repetida|repetido|repetidas|doble" },
	{ ANSWER_DISP_DUP, TIME_ANY,
	  "es|esta|estan|son|viene|vienen|llego|llegaron|fue|fueron ~1 "
	  "duplicada|duplicadas|duplicado|duplicados|repetida|repetidas" },
	{ ANSWER_DISP_DUP, TIME_ANY, "duplicidad|duplicacion|duplicaron|dupliaron" },
	{ ANSWER_DISP_DUP, TIME_ANY,
	  "facturad*|facturaron|cobrad*|cobraron|emitieron|cobrando ~4 dos|2|doble vez|veces" },
	{ ANSWER_DISP_DUP, TIME_ANY, "mismo|misma ~3 ya ~2 facturad*|facturaron|cobrad*" },
	{ ANSWER_DISP_DUP, TIME_ANY, "doble facturacion|cobro|factura" },

	{ ANSWER_REJECTED, TIME_ANY, "@refuse ~5 @invoice|sii" },
	{ ANSWER_REJECTED, TIME_ANY, "@invoice ~6 @refused" },
	{ ANSWER_REJECTED, TIME_ANY, "@refused|reclamo|reclamos|rechazo ~4 sii|sat|portal|plataforma" },
	{ ANSWER_REJECTED, TIME_ANY, "@please ~5 @annul ~4 @invoice|cfdi" },
	{ ANSWER_REJECTED, TIME_ANY, "solicitud|aceptar|acepten ~3 cancelacion|anulacion" },
	{ ANSWER_REJECTED, TIME_ANY,
	  "no ~2 aceptamos|acepto|aceptaremos|reconocemos|reconozco ~5 @invoice|deuda|cobro" },
	{ ANSWER_REJECTED, TIME_ANY, "nunca|jamas ~3 pedimos|pedi|compramos|compre|contratamos|contrate|encargamos" },
	{ ANSWER_REJECTED, TIME_ANY, "no ~2 compramos|contratamos|pedimos ~4 ustedes|servicio*|producto*|eso|esto" },
	{ ANSWER_REJECTED, TIME_ANY, "@invoice ~4 no ~1 es|son ~1 nuestra|nuestras" },

	{ ANSWER_NEED_INVOICE, TIME_ANY, "@send ~6 @copy" },
	{ ANSWER_NEED_INVOICE, TIME_ANY, "no|nunca|tampoco|sin ~4 @lack ~5 @copy" },
	{ ANSWER_NEED_INVOICE, TIME_ANY, "@need ~4 xml|xmls|pdf|pdfs|copia" },
	{ ANSWER_NEED_INVOICE, TIME_ANY, "@need ~4 la|las|el|los @invoice" },
	{ ANSWER_NEED_INVOICE, TIME_ANY, "@copy ~7 no|nunca|tampoco ~3 @lack" },
	{ ANSWER_NEED_INVOICE, TIME_ANY, "copia ~3 @invoice" },
	{ ANSWER_NEED_INVOICE, TIME_ANY, "sin|falta|faltan ~2 xml|pdf|@invoice" },
	{ ANSWER_NEED_INVOICE, TIME_ANY, "no ~3 @invoice ~4 sistema|registros|contabilidad|registrada" },
	{ ANSWER_NEED_INVOICE, TIME_ANY,
	  "no ~3 adjunto|adjunta|adjuntaron|adjunto|viene ~3 @copy|adjunta|nada|archivo" },

	{ ANSWER_NEED_PO, TIME_ANY,
	  "falta|faltan|sin|indicar|indiquen|indique|numero|nro|informar|incluir|incluya|referenciar|"
	  "referencia|n|num ~5 orden|ordenes ~1 compra" },
	{ ANSWER_NEED_PO, TIME_ANY,
	  "falta|faltan|sin|indicar|indiquen|indique|numero|nro|informar|incluir|referenciar|referencia ~3 "
	  "@po" },
	{ ANSWER_NEED_PO, TIME_ANY, "no ~4 orden ~1 compra" },
	{ ANSWER_NEED_PO, TIME_ANY, "no ~4 oc|hes|migo|hem" },
	{ ANSWER_NEED_PO, TIME_ANY,
	  "orden ~1 compra ~6 no|incorrecta|erronea|equivocada|mal|vencida|cerrada|incorrecto" },
	{ ANSWER_NEED_PO, TIME_ANY,
	  "oc|hes|migo|hem ~4 no|incorrecta|incorrecto|erronea|equivocada|pendiente|cerrada" },
	{ ANSWER_NEED_PO, TIME_ANY, "@need|@send ~4 orden ~1 compra" },
	{ ANSWER_NEED_PO, TIME_ANY, "@need|@send ~4 oc|hes|migo|hem|ocs" },
	{ ANSWER_NEED_PO, TIME_ANY, "hoja ~1 entrada" },
	{ ANSWER_NEED_PO, TIME_ANY, "entrada ~1 mercancia|almacen|mercancias" },

	{ ANSWER_NEED_DOC, TIME_ANY, "@send|@need ~6 @docs" },
	{ ANSWER_NEED_DOC, TIME_ANY,
	  "falta|faltan|sin ~4 "
	  "guia|guias|acta|contrato|remision|evidencia*|respaldo*|soporte|firmada|sellada" },
	{ ANSWER_NEED_DOC, TIME_ANY,
	  "@send|@need|indicar|indicarme|indicarnos|indiquen|cuales|confirmar|confirmarme ~5 datos ~2 "
	  "bancarios|transferencia|transferir|cuenta|deposito|bancaria" },
	{ ANSWER_NEED_DOC, TIME_ANY,
	  "@send|@need|indicar|indicarme|a que|cual ~4 cuenta ~2 "
	  "bancaria|deposito|depositar|transferir|banco|corriente|transferencia" },
	{ ANSWER_NEED_DOC, TIME_ANY, "a que|cual cuenta" },
	{ ANSWER_NEED_DOC, TIME_ANY,
	  "a quien|donde ~2 transfiero|deposito|transferimos|depositamos|transferir|depositar|pago|pagamos" },
	{ ANSWER_NEED_DOC, TIME_ANY, "estado|estados ~1 cuenta" },
	{ ANSWER_NEED_DOC, TIME_ANY, "opinion ~2 cumplimiento" },
	{ ANSWER_NEED_DOC, TIME_ANY, "constancia ~2 situacion fiscal" },

	{ ANSWER_NEED_REP, TIME_ANY, "complemento|complementos ~3 pago|pagos|rep" },
	{ ANSWER_NEED_REP, TIME_ANY,
	  "@send|@need|falta|pendiente|emitir|emitan|timbrar ~4 complemento|complementos|rep|reps" },
	{ ANSWER_NEED_REP, TIME_ANY, "recibo electronico ~1 pago" },
	{ ANSWER_NEED_REP, TIME_ANY, "cfdi de|tipo pago|pagos|p" },

	{ ANSWER_NEED_PORTAL, TIME_ANY, "@upload ~7 @portal" },
	{ ANSWER_NEED_PORTAL, TIME_ANY, "portal ~2 proveedores|pagos|facturas" },
	{ ANSWER_NEED_PORTAL, TIME_ANY,
	  "a|al|del|por|mediante|via|en ~2 portal|plataforma|iconstruye|ariba|coupa" },

	{ ANSWER_APPROVAL, TIME_ANY,
	  "en|pendiente|pendientes|espera|esperando|esperamos|falta|faltan|proceso|requiere|sujeto ~4 "
	  "@approve" },
	{ ANSWER_APPROVAL, TIME_ANY, "visto bueno" },
	{ ANSWER_APPROVAL, TIME_ANY, "v b" },
	{ ANSWER_APPROVAL, TIME_ANY,
	  "estamos|estoy|estan|seguimos ~2 "
	  "revisando|validando|verificando|revision|gestionando|consultando|viendo|chequeando" },
	{ ANSWER_APPROVAL, TIME_ANY,
	  "dejame|dejeme|dejenos|dejenme|permitame|permiteme|permitanos ~2 "
	  "revis*|verific*|valid*|consult*|chec*|cheque*|averigu*|ver|verlo|verla|preguntar*" },
	{ ANSWER_APPROVAL, TIME_ANY,
	  "lo|la|las|los "
	  "reviso|revisamos|revisare|revisaremos|verifico|verificare|verificaremos|vere|veremos|valido" },
	{ ANSWER_APPROVAL, TIME_ANY,
	  "revisaremos|revisare|verificaremos|verificare|revisamos|revisando|validaremos|consultare|"
	  "consultaremos|chequeare" },
	{ ANSWER_APPROVAL, TIME_ANY,
	  "derivado|derivada|derive|derivamos|enviada|enviado|pase|traspase|reenvie|reenviado|reenviada|"
	  "copio|copiamos|pasado ~4 "
	  "contabilidad|finanzas|tesoreria|pagos|gerencia|area|encargado|encargada|administracion|jefatura" },
	{ ANSWER_APPROVAL, TIME_ANY,
	  "le|les|te ~1 "
	  "aviso|avisamos|avisare|avisaremos|confirmo|confirmare|confirmaremos|informo|informare|"
	  "informaremos|comento|responderemos|respondere" },
	{ ANSWER_APPROVAL, TIME_ANY,
	  "le|les|te ~1 respondo a|en|el|la|luego|pronto|hoy|manana|apenas|cuando" },

	{ ANSWER_OFFSET, TIME_ANY,
	  "compensar|compensacion|compensaremos|compensamos|compense|compensen|netear|neteo|cruzar|cruce ~8 "
	  "@invoice|saldo|saldos|deuda|deudas|nota|notas|cuenta|cuentas|pagos" },
	{ ANSWER_OFFSET, TIME_ANY,
	  "aplicar|aplicaremos|aplicamos|aplique|apliquen|descontar|descontaremos|rebajar|considerar ~4 "
	  "nota|notas ~1 credito" },
	{ ANSWER_OFFSET, TIME_ANY,
	  "@send|@need|emitir|emitan|emita|generar|generen|hacer|hagan|esperando|espera|pendiente|falta|"
	  "esperamos ~5 nota|notas ~1 credito" },
	{ ANSWER_OFFSET, TIME_ANY, "@need|emitir|emitan|esperando|espera|pendiente|falta|aplicar ~3 nc" },
	{ ANSWER_OFFSET, TIME_ANY, "saldo a favor" },
	{ ANSWER_OFFSET, TIME_ANY, "ustedes ~3 deben|adeudan" },

	{ ANSWER_FACTORED, TIME_ANY, "factoring|factoraje|factorizada|factorizadas" },
	{ ANSWER_FACTORED, TIME_ANY, "@invoice ~6 cedida|cedidas|cedido|cesion" },
	{ ANSWER_FACTORED, TIME_ANY, "cesionario|cedieron|cesion ~4 @invoice|credito" },

	{ ANSWER_WRONG_CONTACT, TIME_ANY,
	  "ya no ~3 trabaj*|labor*|pertene*|encuentra|forma|esta|encargo|desempen*" },
	{ ANSWER_WRONG_CONTACT, TIME_ANY, "dejo la|nuestra|esta empresa|compania|institucion" },
	{ ANSWER_WRONG_CONTACT, TIME_ANY, "dejo de trabajar|pertenecer|laborar|ser" },
	{ ANSWER_WRONG_CONTACT, TIME_ANY,
	  "no ~3 trabaja|labora|pertenece|trabajo ~5 aqui|empresa|compania|nosotros|area" },
	{ ANSWER_WRONG_CONTACT, TIME_ANY,
	  "no soy ~4 persona|encargad*|responsable|area|indicad*|quien|contacto" },
	{ ANSWER_WRONG_CONTACT, TIME_ANY, "no ~2 corresponde ~3 mi|a|nuestra area|mi|nosotros" },
	{ ANSWER_WRONG_CONTACT, TIME_ANY,
	  "@please|dirijase|dirija|dirijanse ~2 "
	  "dirigirse|dirigir|dirigirlo|dirigirla|contactar|contactarse|contacte|contacten|escribir|escriba|"
	  "escriban|comunicarse|contactese|comuniquese|comunicarte|contactarte|escribirle|copiar|coordinar|"
	  "canalizar|canalizarlo|derivar ~5 a|con|al" },
	{ ANSWER_WRONG_CONTACT, TIME_ANY,
	  "dirijase|contactese|comuniquese|contacte|contacta|escriba|escribale|contactar|contacten|"
	  "comunicate|contactate|escribele ~3 a|con|al" },
	{ ANSWER_WRONG_CONTACT, TIME_ANY,
	  "persona ~2 encargada|indicada|responsable|correcta|cargo ~5 es|seria|sera" },
	{ ANSWER_WRONG_CONTACT, TIME_ANY, "encargado|encargada|responsable ~5 es|ahora|sera" },
	{ ANSWER_WRONG_CONTACT, TIME_ANY,
	  "correo|destinatario|mail|numero|persona|email|contacto ~2 "
	  "equivocado|equivocada|erroneo|incorrecto" },
	{ ANSWER_WRONG_CONTACT, TIME_ANY,
	  "equivocaron|equivocado|equivoco ~3 correo|destinatario|persona|empresa|contacto|mail" },
	{ ANSWER_WRONG_CONTACT, TIME_ANY,
	  "no ~2 veo|manejo|llevo|gestiono ~3 pagos|tema|temas|cuentas|facturas|proveedores|cobranza|eso" },

	{ ANSWER_CALL_ME, TIME_ANY,
	  "me|nos ?pueden|puede|puedes|podria|podrian|podrias llama|llame|llames|llamas|llamen|llaman|llamar|llamara|llamaras|marca|marcas|marque" },
	{ ANSWER_CALL_ME, TIME_ANY,
	  "@please|puedes|podemos|podriamos|podrias|gustaria|prefiero|mejor ~3 "
	  "llamarme|llamarnos|hablar|conversar|conversarlo|llamada|reunirnos|reunion|platicar|platicarlo|"
	  "marcarme|hablarlo" },
	{ ANSWER_CALL_ME, TIME_ANY,
	  "llamame|llameme|llamenme|llamenos|llamanos|marcame|marqueme|llamarme|llamarnos|marcarme" },
	{ ANSWER_CALL_ME, TIME_ANY,
	  "coordinar|agendar|agendamos|coordinemos|tener ~2 llamada|reunion|videollamada" },
	{ ANSWER_CALL_ME, TIME_ANY,
	  "comunicarse|comuniquese|contactarse|comunicarte ~4 "
	  "telefono|celular|fono|anexo|extension|whatsapp" },

	{ ANSWER_COMPLAINT, TIME_ANY,
	  "pesimo|pesima|pesimos|inaceptable|acoso|hostigamiento|hostigando|indignado|indignada|indignante|"
	  "vergonzoso|abusivo|lamentable" },
	{ ANSWER_COMPLAINT, TIME_ANY, "falta de respeto|seriedad" },
	{ ANSWER_COMPLAINT, TIME_ANY,
	  "muy|bastante|sumamente "
	  "molesto|molesta|molestos|disconforme|disconformes|insatisfecho|insatisfechos" },
	{ ANSWER_COMPLAINT, TIME_ANY, "reclamo|queja ~1 formal" },
	{ ANSWER_COMPLAINT, TIME_ANY, "tono ~4 correo*|mensaje*|cobranza|cobro" },
	{ ANSWER_COMPLAINT, TIME_ANY, "mala atencion|experiencia" },

	{ ANSWER_STOP, TIME_ANY,
	  "no ~4 "
	  "envien|enviar|enviarme|enviarnos|escriban|escribirme|escribir|manden|mandarme|contacten|"
	  "contactarme|envie|escriba|mande ~3 mas|correos|correo|mensajes|emails|mails|recordatorios" },
	{ ANSWER_STOP, TIME_ANY,
	  "dejen|deje|dejar|deja|paren ~1 de ~1 "
	  "enviar*|escribir*|mandar*|molestar*|contactar*|llamar*|insistir" },
	{ ANSWER_STOP, TIME_ANY, "dar|darme|darnos|denme|dennos|dame|dese ~2 de baja" },
	{ ANSWER_STOP, TIME_ANY,
	  "eliminar|eliminarme|eliminen|eliminenme|borren|borrenme|saquen|borrar|borrarme|quitar|quitarme|quiten|sacar|sacarme|saquenme|"
	  "retirar|retiren ~6 lista|listas|base|distribucion|registros|contactos" },
	{ ANSWER_STOP, TIME_ANY, "desuscribir*|desuscrib*|desinscrib*" },
	{ ANSWER_STOP, TIME_ANY,
	  "no ~3 deseo|quiero|deseamos|queremos|volver|vuelvan ~4 "
	  "recibir|recibiendo|escribir*|contactar*|enviar*|llamar*" },

	{ ANSWER_LEGAL, TIME_ANY,
	  "abogado|abogados|abogada|querella|judicialmente|extrajudicial|sindico|veedor|liquidador" },
	{ ANSWER_LEGAL, TIME_ANY, "quiebra|insolvencia|insolvente" },
	{ ANSWER_LEGAL, TIME_ANY, "liquidacion|reorganizacion concursal|judicial|forzosa|voluntaria" },
	{ ANSWER_LEGAL, TIME_ANY, "concurso mercantil|de ?acreedores" },
	{ ANSWER_LEGAL, TIME_ANY,
	  "acciones|accion|asesor|asesores|asesoria|area|departamento|via|medidas|equipo|representante|"
	  "instancias legal|legales|juridica|juridico|judicial|judiciales" },
	{ ANSWER_LEGAL, TIME_ANY,
	  "demanda|demandaremos|demandar|tribunal|tribunales|denuncia|denunciaremos|sernac|profeco|juzgado|"
	  "ministerio" },

	{ ANSWER_BANKCHANGE, TIME_ANY, "@change ~6 bancaria|bancarias|bancarios|bancario|clabe|banco" },
	{ ANSWER_BANKCHANGE, TIME_ANY, "@change ~2 de|nuestra|la|su|numero cuenta|cuentas" },
	{ ANSWER_BANKCHANGE, TIME_ANY, "nueva|nuevas ~1 cuenta|cuentas|clabe" },
	{ ANSWER_BANKCHANGE, TIME_ANY, "nuevo|nuevos ~2 bancario|bancarios|banco" },
	{ ANSWER_BANKCHANGE, TIME_ANY,
	  "deposit*|transfer*|pagar|pagos|abon* ~5 siguiente|otra|nueva|distinta cuenta" },
	{ ANSWER_BANKCHANGE, TIME_ANY,
	  "cuenta ~4 cerrada|bloqueada|auditoria|inhabilitada|cancelada|anterior|suspendida" },
	{ ANSWER_BANKCHANGE, TIME_ANY, "cuenta|cuentas|clabe ~3 ya no" },

	{ ANSWER_ACK, TIME_ANY, "acuso|acusamos|acusar recibo|recibido|recepcion" },
	{ ANSWER_ACK, TIME_ANY,
	  "recibido|recibida|recibidas|recibidos|enterado|enterada|enterados|anotado|copiado" },
	{ ANSWER_ACK, TIME_ANY, "tomamos|tomo|tomado|tomada|tomamos nota|conocimiento|razon" },
	{ ANSWER_ACK, TIME_ANY, "confirmamos|confirmo ~2 recepcion|recibido|recibo" },
	{ ANSWER_ACK, TIME_ANY, "quedamos|quedo ~1 enterados|atentos|atento|atenta" },
	{ ANSWER_ACK, TIME_ANY, "de acuerdo|conforme" },
};

static const char *const absences[] = {
	"fuera de ~2 oficina",
	"fuera ~2 lugar de trabajo",
	"estoy|estare|estamos|encuentro|encontrare ~3 vacaciones",
	"de vacaciones",
	"periodo|feriado|goce|uso ~2 vacaciones|legal",
	"permiso|licencia|reposo ~2 medica|medico|maternal|paternal|administrativo",
	"con licencia",
	"de viaje|permiso",
	"ausente|ausencia|ausentare",
	"fuera ~3 pais|ciudad",
	"no ~2 estare|estoy|encuentro ~2 disponible|oficina",
	"acceso limitado",
	"feriado legal",
	"incapacidad medica",
	"regreso|retorno|vuelvo|reincorporo|regresare|retornare|volvere|reintegro|reincorporare|reintegrare "
	"~3 el|hasta|a",
	"respondere|contestare ~4 regreso|retorno|vuelta|regrese",
	"oficinas|oficina|empresa ~2 cerrada|cerradas|cerrado ~3 por|hasta|del|desde|el",
	"incapacitado|incapacitada",
};

static const char *const courtesies[] = {
	"gracias",
	"agradec*",
	"saludos|saludo|atte|atentamente|cordialmente|slds|sdos",
	"buenos|buenas|buen dias|dia|tardes|noches|tarde|noche",
	"estimado|estimada|estimados|estimadas|hola|sr|sra|srta",
	"quedo|quedamos ~3 atento|atenta|atentos|pendiente|comentarios",
};

static const char *const agreements[] = { "ok|okay|perfecto|listo|dale|vale|bien|excelente|entendido|claro|"
					  "enterado",
					  "de acuerdo" };

const AnswerLanguage answer_rules_es = {
	answer_words_es,
	ANSWER_WORDS_ES,	      rules,	  G_N_ELEMENTS(rules),
	absences,   G_N_ELEMENTS(absences),   courtesies, G_N_ELEMENTS(courtesies),
	agreements, G_N_ELEMENTS(agreements),
};
