#include "parsers/cfdi/cadena_tables.h"

static const char serviciosplataformastecnologicas_10[] =
	"Version Periodicidad NumServ MonTotServSIVA TotalIVATrasladado TotalIVARetenido "
	" TotalISRRetenido DifIVAEntregadoPrestServ MonTotalporUsoPlataforma "
	" MonTotalContribucionGubernamental? "
	"[Servicios "
	" [DetallesDelServicio FormaPagoServ TipoDeServ SubTipServ? RFCTerceroAutorizado? FechaServ "
	"  PrecioServSinIVA "
	"  [ImpuestosTrasladadosdelServicio Base Impuesto TipoFactor TasaCuota Importe] "
	"  [ContribucionGubernamental ImpContrib EntidadDondePagaLaContribucion] "
	"  [ComisionDelServicio Base? Porcentaje? Importe]]]";

static const char arrendamientoenfideicomiso[] =
	"Version PagProvEfecPorFiduc RendimFideicom DeduccCorresp MontTotRet? MontResFiscDistFibras? "
	" MontOtrosConceptDistr? DescrMontOtrosConceptDistr?";

static const char dividendos[] =
	"Version "
	"[DividOUtil CveTipDivOUtil MontISRAcredRetMexico MontISRAcredRetExtranjero MontRetExtDivExt? "
	" TipoSocDistrDiv MontISRAcredNal? MontDivAcumNal? MontDivAcumExt?] "
	"[Remanente ProporcionRem?]";

static const char enajenaciondeacciones[] =
	"Version ContratoIntermediacion Ganancia Perdida";

static const char fideicomisonoempresarial[] =
	"Version "
	"[IngresosOEntradas MontTotEntradasPeriodo PartPropAcumDelFideicom PropDelMontTot "
	" [IntegracIngresos! Concepto]] "
	"[DeduccOSalidas MontTotEgresPeriodo PartPropDelFideicom PropDelMontTot "
	" [IntegracEgresos! ConceptoS]] "
	"[RetEfectFideicomiso MontRetRelPagFideic DescRetRelPagFideic]";

static const char intereses[] =
	"Version SistFinanciero RetiroAORESRetInt OperFinancDerivad MontIntNominal MontIntReal "
	" Perdida";

static const char intereseshipotecarios[] =
	"Version CreditoDeInstFinanc SaldoInsoluto PropDeducDelCredit? MontTotIntNominalesDev? "
	" MontTotIntNominalesDevYPag? MontTotIntRealPagDeduc? NumContrato?";

static const char operacionesconderivados[] =
	"Version MontGanAcum MontPerdDed";

static const char pagosaextranjeros[] =
	"Version EsBenefEfectDelCobro "
	"[NoBeneficiario PaisDeResidParaEfecFisc ConceptoPago DescripcionConcepto] "
	"[Beneficiario RFC CURP NomDenRazSocB ConceptoPago DescripcionConcepto]";

static const char planesderetiro[] =
	"Version SistemaFinanc MontTotAportAnioInmAnterior? MontIntRealesDevengAniooInmAnt "
	" HuboRetirosAnioInmAntPer MontTotRetiradoAnioInmAntPer? MontTotExentRetiradoAnioInmAnt? "
	" MontTotExedenteAnioInmAnt? HuboRetirosAnioInmAnt MontTotRetiradoAnioInmAnt?";

static const char planesderetiro_11[] =
	"Version SistemaFinanc MontTotAportAnioInmAnterior? MontIntRealesDevengAniooInmAnt "
	" HuboRetirosAnioInmAntPer MontTotRetiradoAnioInmAntPer? MontTotExentRetiradoAnioInmAnt? "
	" MontTotExedenteAnioInmAnt? HuboRetirosAnioInmAnt MontTotRetiradoAnioInmAnt? NumReferencia? "
	"[AportacionesODepositos TipoAportacionODeposito MontAportODep RFCFiduciaria?]";

static const char premios[] =
	"Version EntidadFederativa MontTotPago MontTotPagoGrav MontTotPagoExent";

static const char sectorfinanciero[] =
	"Version IdFideicom NomFideicom? DescripFideicom";

const CadenaTable cadena_retenciones[] = {
	{ "http://www.sat.gob.mx/esquemas/retencionpago/1/PlataformasTecnologicas10",
	  "ServiciosPlataformasTecnologicas", IN_RET10 | IN_RET20, serviciosplataformastecnologicas_10 },
	{ "http://www.sat.gob.mx/esquemas/retencionpago/1/arrendamientoenfideicomiso",
	  "Arrendamientoenfideicomiso", IN_RET10 | IN_RET20, arrendamientoenfideicomiso },
	{ "http://www.sat.gob.mx/esquemas/retencionpago/1/dividendos", "Dividendos",
	  IN_RET10 | IN_RET20, dividendos },
	{ "http://www.sat.gob.mx/esquemas/retencionpago/1/enajenaciondeacciones", "EnajenaciondeAcciones",
	  IN_RET10 | IN_RET20, enajenaciondeacciones },
	{ "http://www.sat.gob.mx/esquemas/retencionpago/1/fideicomisonoempresarial",
	  "Fideicomisonoempresarial", IN_RET10 | IN_RET20, fideicomisonoempresarial },
	{ "http://www.sat.gob.mx/esquemas/retencionpago/1/intereses", "Intereses",
	  IN_RET10 | IN_RET20, intereses },
	{ "http://www.sat.gob.mx/esquemas/retencionpago/1/intereseshipotecarios", "Intereseshipotecarios",
	  IN_RET10 | IN_RET20, intereseshipotecarios },
	{ "http://www.sat.gob.mx/esquemas/retencionpago/1/operacionesconderivados", "Operacionesconderivados",
	  IN_RET10 | IN_RET20, operacionesconderivados },
	{ "http://www.sat.gob.mx/esquemas/retencionpago/1/pagosaextranjeros", "Pagosaextranjeros",
	  IN_RET10 | IN_RET20, pagosaextranjeros },
	{ "http://www.sat.gob.mx/esquemas/retencionpago/1/planesderetiro", "Planesderetiro",
	  IN_RET10, planesderetiro },
	{ "http://www.sat.gob.mx/esquemas/retencionpago/1/planesderetiro11", "Planesderetiro",
	  IN_RET10 | IN_RET20, planesderetiro_11 },
	{ "http://www.sat.gob.mx/esquemas/retencionpago/1/premios", "Premios",
	  IN_RET10 | IN_RET20, premios },
	{ "http://www.sat.gob.mx/esquemas/retencionpago/1/sectorfinanciero", "SectorFinanciero",
	  IN_RET10 | IN_RET20, sectorfinanciero },
	{ NULL, NULL, 0, NULL },
};
