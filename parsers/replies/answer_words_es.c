#include "parsers/replies/answer_rules.h"

/* Classes of words of answer_rules_es.c, with the typing errors that people make in them. */
const WordSet answer_words_es[ANSWER_WORDS_ES] = {
	/* will pay; the future of "cancelar" is a payment where debtors say it */
	{ "willpay", "pagaremos pagare pagara pagaran abonaremos abonare abonaran cancelaremos cancelare "
		     "liquidaremos liquidare "
		     "depositaremos depositare depositaran depositara transferiremos transferire "
		     "transferiran transferira "
		     "saldaremos saldare regularizaremos regularizare pagariamos pagaramos pagareos" },
	{ "pay", "pagar pagarle pagarles pagarlo pagarla pagarlas pagarlos abonar cancelar cancelarla "
		 "cancelarle liquidar "
		 "liquidarla depositar depositarle depositarles transferir transferirle transferirles saldar "
		 "regularizar pago" },
	{ "paying", "pagando abonando cancelando liquidando depositando transfiriendo saldando regularizando "
		    "pagandoles "
		    "pagandole" },
	{ "paysnow", "pagamos pagan abonamos depositamos transferimos liquidamos cancelamos saldamos" },
	{ "paid", "pagada pagadas pagado pagados abonada abonadas abonado liquidada liquidadas liquidado "
		  "liquidados cancelada "
		  "canceladas cancelado cancelados depositado depositada transferido transferida saldada "
		  "saldado saldadas "
		  "pagda pagaada" },
	{ "didpay", "pague pagaron abone abonaron deposite depositaron transferi transfirieron cancele "
		    "liquide liquidaron "
		    "transfirio pagamo" },
	{ "payment", "pago pagos deposito depositos transferencia transferencias abono transaccion spei tef "
		     "giro" },
	{ "make", "hacer realizar efectuar hacerle realizarle emitir ejecutar cursar gestionar procesar" },
	{ "willmake", "haremos hare realizaremos realizare efectuaremos efectuare cursaremos ejecutaremos "
		      "enviaremos gestionaremos "
		      "emitiremos procesaremos" },
	{ "made", "hicimos hice realizamos realice efectuamos efectue hizo realizo efectuo envio emitimos "
		  "emitio salio curso "
		  "cursamos ejecuto" },
	{ "madep", "realizado realizada realizados hecho hecha efectuado efectuada emitido emitida enviado "
		   "enviada ejecutado "
		   "ejecutada procesado procesada" },
	{ "proof", "comprobante comprobantes voucher vaucher boucher baucher ficha swift papeleta constancia "
		   "soporte recibo" },
	{ "attach", "adjunto adjunta adjuntamos adjuntos anexo anexa anexamos envio enviamos mando mandamos "
		    "comparto compartimos "
		    "remito remitimos aqui acompano acompanamos" },
	{ "planned", "programado programada programados programadas agendado agendada agendados agendadas "
		     "calendarizado "
		     "calendarizada calendarizados calendarizadas autorizado autorizada autorizados "
		     "autorizadas liberado liberada "
		     "planificado planificada contemplado contemplada contemplados contempladas previsto prevista "
		     "previstos previstas provisionado provisionada prgramado progamado progamada" },
	{ "invoice", "factura facturas fctura factra facutra facura fatura documento documentos dte dtes "
		     "cfdi cfdis boleta boletas "
		     "fac fact folio folios comprobante" },
	{ "copy", "factura facturas fctura facura documento documentos dte dtes cfdi cfdis xml xmls pdf pdfs "
		  "boleta copia copias "
		  "fact comprobante folio folios correo archivo archivos" },
	{ "send", "enviar envie envien enviarme enviarnos enviame envienos envienme enviarla enviarlas "
		  "enviarlo enviarlos reenviar "
		  "reenvie reenvien reenviarme reenviarnos reenviame reenvienos reenviarla mandar mande "
		  "manden mandarme mandarnos "
		  "mandame mandenme adjuntar adjunte adjunten adjuntarme adjuntarnos facilitar facilitarme "
		  "facilitarnos compartir "
		  "compartirme compartirnos comparta compartan proporcionar proporcionarme remitir remita "
		  "remitirnos remitan hacer "
		  "llegar envias reenvias mandas envian reenvian mandan envia reenvia manda pasar pasarme "
		  "pasame enbiar embiar "
		  "renviar reenbiar" },
	{ "need", "necesito necesitamos requiero requerimos solicito solicitamos falta faltan pido pedimos "
		  "agradeceria "
		  "agradeceriamos quiero queremos ocupo ocupamos requiere nesecito nesesito necesitaria "
		  "necesitariamos "
		  "requeririamos solicitar gustaria" },
	{ "lack", "recibi recibimos recibido recibida recibidas recibidos recivido recivimos recibo llego "
		  "llegado llegaron llega tenemos "
		  "tengo encuentro encontramos encontrado aparece aparecen figura figuran registra "
		  "registramos registrada cuento "
		  "contamos ubico ubicamos veo vemos localizo localizamos consta resibido resivido resibimos "
		  "resivimos" },
	{ "goods", "producto productos mercaderia mercaderias mercancia mercancias material materiales "
		   "pedido pedidos servicio "
		   "servicios equipo equipos despacho despachos insumo insumos articulo articulos entrega "
		   "repuestos carga bienes" },
	{ "wrong", "incorrecto incorrecta incorrectos incorrectas erroneo erronea erroneos erroneas errado "
		   "errada equivocado "
		   "equivocada equivocados equivocadas mal malo error errores incorecto distinto distinta "
		   "distintos diferente "
		   "diferentes desactualizada desactualizado desactualizados invalido" },
	{ "amount", "monto montos precio precios valor valores importe importes total totales tarifa tarifas "
		    "suma cobro costo costos" },
	{ "taxdata", "rut rfc giro direccion domicilio regimen cp receptor iva impuesto impuestos retencion "
		     "retenciones" },
	{ "unit", "unidad unidades caja cajas pieza piezas producto productos bulto bultos articulo "
		  "articulos pallet pallets kilos "
		  "sacos litros item items metros" },
	{ "bad", "danado danada danados danadas defectuoso defectuosa defectuosos defectuosas roto rota "
		 "rotos rotas fallado fallada "
		 "fallados falladas malo mala malos malas golpeado golpeada golpeados averiado averiada "
		 "averiados podrido vencido "
		 "vencidos vencida" },
	{ "refused", "rechazada rechazadas rechazado rechazados reclamada reclamadas reclamado reclamados "
		     "anulada anuladas anulado" },
	{ "refuse", "rechazamos rechace rechazaremos rechazar rechazo reclamamos reclame reclamaremos "
		    "rechazaron rechazo" },
	{ "annul", "anular anulen anule anularla anularlas cancelen cancele cancelar cancelarla cancelarlas "
		   "cancelacion anulacion" },
	{ "change", "cambio cambios cambiaron cambiamos cambiar cambiado cambia modifico modificacion "
		    "modificamos actualizar "
		    "actualizacion actualizado actualizamos actualizaron actualicen actualice" },
	{ "please", "favor porfavor porfa solicito solicitamos pido pedimos agradecere agradeceria "
		    "agradecemos ruego podrian podria "
		    "puede pueden puedes podrias necesito necesitamos deben debe requiero requerimos plis "
		    "pls" },
	{ "docs", "guia guias acta actas contrato contratos certificado certificados carta constancia "
		  "cotizacion remision remisiones "
		  "evidencia evidencias f30 respaldo respaldos soporte soportes cartola ficha opinion formulario formularios caratula "
		  "conformidad" },
	{ "po", "oc ocs hes migo hem occ pedido po" },
	{ "approve", "aprobacion autorizacion visacion firma revision validacion conformidad vobo aprobada "
		     "aprobar autorizar autorice "
		     "firme firmen validar visar firmar autoricen apruebe aprueben" },
	{ "upload", "subir suban suba subirla subirlas subirlo cargar carguen cargue cargarla cargarlas "
		    "cargada cargadas ingresar "
		    "ingresen ingresarla ingresada ingresadas registrar registrarla publicar subida "
		    "subidas" },
	{ "portal", "portal plataforma ariba coupa webproveedores iconstruye sap sovos extranet" },
};
