#include "parsers/cfdi/cadena_tables.h"

#define DOMICILIO_32 \
	"calle noExterior? noInterior? colonia? localidad? referencia? municipio estado pais codigoPostal"
#define DOMICILIO_32_LOOSE \
	"calle? noExterior? noInterior? colonia? localidad? referencia? municipio? estado? pais codigoPostal?"

static const char cfdi40[] =
	"Version Serie? Folio? Fecha FormaPago? NoCertificado CondicionesDePago? SubTotal Descuento? "
	" Moneda TipoCambio? Total TipoDeComprobante Exportacion MetodoPago? LugarExpedicion "
	" Confirmacion? "
	"[InformacionGlobal Periodicidad Meses Año] "
	"[CfdiRelacionados TipoRelacion [CfdiRelacionado UUID]] "
	"[Emisor Rfc Nombre RegimenFiscal FacAtrAdquirente?] "
	"[Receptor Rfc Nombre DomicilioFiscalReceptor ResidenciaFiscal? NumRegIdTrib? "
	" RegimenFiscalReceptor UsoCFDI] "
	"[Conceptos "
	" [Concepto ClaveProdServ NoIdentificacion? Cantidad ClaveUnidad Unidad? Descripcion "
	"  ValorUnitario Importe Descuento? ObjetoImp "
	"  [Impuestos/Traslados/Traslado Base Impuesto TipoFactor TasaOCuota? Importe?] "
	"  [Impuestos/Retenciones/Retencion Base Impuesto TipoFactor TasaOCuota Importe] "
	"  [ACuentaTerceros RfcACuentaTerceros NombreACuentaTerceros RegimenFiscalACuentaTerceros "
	"   DomicilioFiscalACuentaTerceros] "
	"  [InformacionAduanera NumeroPedimento] "
	"  [CuentaPredial Numero] "
	"  [ComplementoConcepto *] "
	"  [**/Parte ClaveProdServ NoIdentificacion? Cantidad Unidad? Descripcion ValorUnitario? "
	"   Importe? "
	"   [**/InformacionAduanera NumeroPedimento]]]] "
	"[Impuestos "
	" [Retenciones/Retencion Impuesto Importe] "
	" TotalImpuestosRetenidos? "
	" [Traslados/Traslado Base Impuesto TipoFactor TasaOCuota? Importe?] "
	" TotalImpuestosTrasladados?] "
	"[Complemento *]";

static const char cfdi33[] =
	"Version Serie? Folio? Fecha FormaPago? NoCertificado CondicionesDePago? SubTotal Descuento? "
	" Moneda TipoCambio? Total TipoDeComprobante MetodoPago? LugarExpedicion Confirmacion? "
	"[CfdiRelacionados TipoRelacion [CfdiRelacionado UUID]] "
	"[Emisor Rfc Nombre? RegimenFiscal] "
	"[Receptor Rfc Nombre? ResidenciaFiscal? NumRegIdTrib? UsoCFDI] "
	"[Conceptos "
	" [Concepto ClaveProdServ NoIdentificacion? Cantidad ClaveUnidad Unidad? Descripcion "
	"  ValorUnitario Importe Descuento? "
	"  [Impuestos/Traslados/Traslado Base Impuesto TipoFactor TasaOCuota? Importe?] "
	"  [Impuestos/Retenciones/Retencion Base Impuesto TipoFactor TasaOCuota Importe] "
	"  [InformacionAduanera NumeroPedimento] "
	"  [CuentaPredial Numero] "
	"  [ComplementoConcepto *] "
	"  [**/Parte ClaveProdServ NoIdentificacion? Cantidad Unidad? Descripcion ValorUnitario? "
	"   Importe? "
	"   [**/InformacionAduanera NumeroPedimento]]]] "
	"[Impuestos "
	" [Retenciones/Retencion Impuesto Importe] "
	" TotalImpuestosRetenidos? "
	" [Traslados/Traslado Impuesto TipoFactor TasaOCuota Importe] "
	" TotalImpuestosTrasladados?] "
	"[Complemento *]";

#define BELOW_32 \
	"[Emisor rfc nombre? " \
	" [DomicilioFiscal " DOMICILIO_32 "] " \
	" [ExpedidoEn! " DOMICILIO_32_LOOSE "] " \
	" [RegimenFiscal Regimen]] " \
	"[Receptor rfc nombre? " \
	" [Domicilio! " DOMICILIO_32_LOOSE "]] " \
	"[Conceptos " \
	" [Concepto cantidad unidad noIdentificacion? descripcion valorUnitario importe " \
	"  [**/InformacionAduanera numero fecha aduana?] " \
	"  [CuentaPredial numero] " \
	"  [ComplementoConcepto *]]] " \
	"[Impuestos " \
	" [Retenciones/Retencion impuesto importe] " \
	" totalImpuestosRetenidos? " \
	" [Traslados/Traslado impuesto tasa importe] " \
	" totalImpuestosTrasladados?] " \
	"[Complemento *]"

static const char cfdi32[] =
	"version fecha tipoDeComprobante formaDePago condicionesDePago? subTotal descuento? "
	" TipoCambio? Moneda? total metodoDePago LugarExpedicion NumCtaPago? FolioFiscalOrig? "
	" SerieFolioFiscalOrig? FechaFolioFiscalOrig? MontoFolioFiscalOrig? " BELOW_32;

static const char cfd22[] =
	"version serie? folio fecha noAprobacion anoAprobacion tipoDeComprobante formaDePago "
	" condicionesDePago? subTotal descuento? total metodoDePago LugarExpedicion NumCtaPago? "
	" TipoCambio? Moneda? FolioFiscalOrig? SerieFolioFiscalOrig? FechaFolioFiscalOrig? "
	" MontoFolioFiscalOrig? " BELOW_32;

static const char cfd20[] =
	"version serie? folio fecha noAprobacion anoAprobacion tipoDeComprobante formaDePago "
	" condicionesDePago? subTotal descuento? total " BELOW_32;

static const char ret10[] =
	"Version NumCert FolioInt? FechaExp CveRetenc DescRetenc? "
	"[Emisor RFCEmisor NomDenRazSocE? CURPE?] "
	"[Receptor Nacionalidad "
	" [Nacional! RFCRecep NomDenRazSocR? CURPR?] "
	" [Extranjero! NumRegIdTrib? NomDenRazSocR]] "
	"[Periodo MesIni MesFin Ejerc] "
	"[Totales montoTotOperacion montoTotGrav montoTotExent montoTotRet "
	" [ImpRetenidos BaseRet? Impuesto? montoRet TipoPagoRet]] "
	"[Complemento *]";

static const char ret20[] =
	"Version NoCertificado FolioInt? FechaExp LugarExpRetenc CveRetenc DescRetenc? "
	"[CfdiRetenRelacionados TipoRelacion UUID] "
	"[Emisor RfcE NomDenRazSocE RegimenFiscalE] "
	"[Receptor NacionalidadR "
	" [Nacional! RfcR NomDenRazSocR CurpR? DomicilioFiscalR] "
	" [Extranjero! NumRegIdTribR? NomDenRazSocR]] "
	"[Periodo MesIni MesFin Ejercicio] "
	"[Totales MontoTotOperacion MontoTotGrav MontoTotExent MontoTotRet UtilidadBimestral? "
	" ISRCorrespondiente? "
	" [ImpRetenidos BaseRet? ImpuestoRet? MontoRet TipoPagoRet]] "
	"[Complemento *]";

static const char tfd11[] = "Version UUID FechaTimbrado RfcProvCertif Leyenda? SelloCFD NoCertificadoSAT";
static const char tfd10[] = "version UUID FechaTimbrado selloCFD noCertificadoSAT";

const CadenaBase cadena_bases[] = {
	{ "http://www.sat.gob.mx/cfd/4", "Comprobante", "Version", "4.0",
	  IN_CFDI40, false, cfdi40 },
	{ "http://www.sat.gob.mx/cfd/3", "Comprobante", "Version", "3.3",
	  IN_CFDI33, false, cfdi33 },
	{ "http://www.sat.gob.mx/cfd/3", "Comprobante", "version", "3.2",
	  IN_CFDI32, true, cfdi32 },
	{ "http://www.sat.gob.mx/cfd/2", "Comprobante", "version", "2.2",
	  IN_CFDI32 | IN_CFD2, true, cfd22 },
	{ "http://www.sat.gob.mx/cfd/2", "Comprobante", "version", "2.0",
	  IN_CFDI32 | IN_CFD2, true, cfd20 },
	{ "http://www.sat.gob.mx/esquemas/retencionpago/1", "Retenciones", "Version", "1.0",
	  IN_RET10, true, ret10 },
	{ "http://www.sat.gob.mx/esquemas/retencionpago/2", "Retenciones", "Version", "2.0",
	  IN_RET20, false, ret20 },
	{ "http://www.sat.gob.mx/TimbreFiscalDigital", "TimbreFiscalDigital", "Version", "1.1",
	  0, false, tfd11 },
	{ "http://www.sat.gob.mx/TimbreFiscalDigital", "TimbreFiscalDigital", "version", "1.0",
	  0, true, tfd10 },
	{ .fields = NULL },
};
