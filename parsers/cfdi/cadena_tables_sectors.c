#include "parsers/cfdi/cadena_tables.h"

#define DOMICILIO_32 \
	"calle noExterior? noInterior? colonia? localidad? referencia? municipio estado pais codigoPostal"

static const char consumodecombustibles_11[] =
	"version tipoOperacion numeroDeCuenta subTotal? total "
	"[Conceptos "
	" [ConceptoConsumoDeCombustibles identificador fecha rfc claveEstacion tipoCombustible "
	"  cantidad nombreCombustible folioOperacion valorUnitario importe "
	"  [Determinados [Determinado impuesto tasaOCuota importe]]]]";

static const char estadodecuentacombustible[] =
	"Version TipoOperacion NumeroDeCuenta SubTotal Total "
	"[Conceptos "
	" [ConceptoEstadoDeCuentaCombustible Identificador Fecha Rfc ClaveEstacion TAR? Cantidad "
	"  NoIdentificacion Unidad? NombreCombustible FolioOperacion ValorUnitario Importe "
	"  [Traslados [Traslado Impuesto TasaoCuota Importe]]]]";

static const char estadodecuentacombustible_12[] =
	"Version TipoOperacion NumeroDeCuenta SubTotal Total "
	"[Conceptos "
	" [ConceptoEstadoDeCuentaCombustible Identificador Fecha Rfc ClaveEstacion Cantidad "
	"  TipoCombustible Unidad? NombreCombustible FolioOperacion ValorUnitario Importe "
	"  [Traslados [Traslado Impuesto TasaOCuota Importe]]]]";

static const char gastoshidrocarburos_10[] =
	"Version NumeroContrato AreaContractual? "
	"[Erogacion TipoErogacion MontocuErogacion Porcentaje "
	" [DocumentoRelacionado OrigenErogacion FolioFiscalVinculado? RFCProveedor? MontoTotalIVA "
	"  MontoRetencionISR? MontoRetencionIVA? MontoRetencionOtrosImpuestos? "
	"  NumeroPedimentoVinculado? ClavePedimentoVinculado? ClavePagoPedimentoVinculado? "
	"  MontoIVAPedimento? OtrosImpuestosPagadosPedimento? FechaFolioFiscalVinculado Mes "
	"  MontoTotalErogaciones] "
	" [Actividades ActividadRelacionada? "
	"  [SubActividades SubActividadRelacionada? [Tareas TareaRelacionada?]]] "
	" [CentroCostos Campo? [Yacimientos Yacimiento? [Pozos Pozo?]]]]";

static const char ingresoshidrocarburos_10[] =
	"Version NumeroContrato ContraprestacionPagadaOperador Porcentaje "
	"[DocumentoRelacionado FolioFiscalVinculado FechaFolioFiscalVinculado Mes]";

static const char pagos[] =
	"Version "
	"[Pago FechaPago FormaDePagoP MonedaP TipoCambioP? Monto NumOperacion? RfcEmisorCtaOrd? "
	" NomBancoOrdExt? CtaOrdenante? RfcEmisorCtaBen? CtaBeneficiario? TipoCadPago? CertPago? "
	" CadPago? SelloPago? "
	" [DoctoRelacionado IdDocumento Serie? Folio? MonedaDR TipoCambioDR? MetodoDePagoDR "
	"  NumParcialidad? ImpSaldoAnt? ImpPagado? ImpSaldoInsoluto?] "
	" [Impuestos TotalImpuestosRetenidos? TotalImpuestosTrasladados? "
	"  [Retenciones [Retencion Impuesto Importe]] "
	"  [Traslados [Traslado Impuesto TipoFactor TasaOCuota Importe]]]]";

static const char pagos_20[] =
	"Version "
	"[Totales TotalRetencionesIVA? TotalRetencionesISR? TotalRetencionesIEPS? "
	" TotalTrasladosBaseIVA16? TotalTrasladosImpuestoIVA16? TotalTrasladosBaseIVA8? "
	" TotalTrasladosImpuestoIVA8? TotalTrasladosBaseIVA0? TotalTrasladosImpuestoIVA0? "
	" TotalTrasladosBaseIVAExento? MontoTotalPagos] "
	"[Pago FechaPago FormaDePagoP MonedaP TipoCambioP? Monto NumOperacion? RfcEmisorCtaOrd? "
	" NomBancoOrdExt? CtaOrdenante? RfcEmisorCtaBen? CtaBeneficiario? TipoCadPago? CertPago? "
	" CadPago? SelloPago? "
	" [DoctoRelacionado IdDocumento Serie? Folio? MonedaDR EquivalenciaDR? NumParcialidad "
	"  ImpSaldoAnt ImpPagado ImpSaldoInsoluto ObjetoImpDR "
	"  [ImpuestosDR/RetencionesDR/RetencionDR BaseDR ImpuestoDR TipoFactorDR TasaOCuotaDR "
	"   ImporteDR] "
	"  [ImpuestosDR/TrasladosDR/TrasladoDR BaseDR ImpuestoDR TipoFactorDR TasaOCuotaDR? "
	"   ImporteDR?]] "
	" [ImpuestosP "
	"  [RetencionesP [RetencionP ImpuestoP ImporteP]] "
	"  [TrasladosP [TrasladoP BaseP ImpuestoP TipoFactorP TasaOCuotaP? ImporteP?]]]]";

static const char turistapasajeroextranjero[] =
	"version fechadeTransito tipoTransito "
	"[datosTransito Via TipoId NumeroId Nacionalidad EmpresaTransporte IdTransporte?]";

static const char acreditamientoieps[] =
	"Version TAR";

static const char aerolineas[] =
	"Version TUA "
	"[OtrosCargos TotalCargos [Cargo CodigoCargo Importe]]";

static const char obrasarteantiguedades[] =
	"Version TipoBien OtrosTipoBien? TituloAdquirido OtrosTituloAdquirido? Subtotal? IVA? "
	" FechaAdquisicion CaracterísticasDeObraoPieza";

static const char certificadodedestruccion[] =
	"Version Serie NumFolDesVeh "
	"[VehiculoDestruido Marca TipooClase Año Modelo? NIV? NumSerie? NumPlacas NumMotor? "
	" NumFolTarjCir] "
	"[InformacionAduanera NumPedImp Fecha Aduana]";

static const char consumodecombustibles[] =
	"version tipoOperacion numeroDeCuenta subTotal? total "
	"[Conceptos "
	" [ConceptoConsumoDeCombustibles identificador fecha rfc claveEstacion cantidad "
	"  nombreCombustible folioOperacion valorUnitario importe "
	"  [Determinados [Determinado impuesto tasa importe]]]]";

static const char detallista[] =
	"documentStructureVersion "
	"[orderIdentification/referenceIdentification .] "
	".orderIdentification/ReferenceDate? .buyer/gln .seller/gln "
	" .seller/alternatePartyIdentification .totalAmount/Amount "
	"[TotalAllowanceCharge/specialServicesType .?] "
	"[TotalAllowanceCharge/Amount .?]";

static const char divisas[] =
	"version tipoOperacion";

static const char donatarias[] =
	"version noAutorizacion fechaAutorizacion leyenda";

static const char estadodecuentabancario[] =
	"version numeroCuenta nombreCliente "
	"[Movimientos/MovimientoECBFiscal fecha RFCenajenante Importe]";

static const char estadodecuentacombustible_old[] =
	"tipoOperacion numeroDeCuenta subTotal? total "
	"[Conceptos "
	" [ConceptoEstadoDeCuentaCombustible identificador fecha rfc claveEstacion cantidad "
	"  nombreCombustible folioOperacion valorUnitario importe "
	"  [Traslados [Traslado impuesto tasa importe]]]]";

static const char hidroypetro[] =
	"Version TipoPermiso NumeroPermiso ClaveHYP SubProductoHYP";

static const char insteducativas[] =
	"version nombreAlumno CURP nivelEducativo autRVOE rfcPago?";

static const char impuestoslocales[] =
	"version TotaldeRetenciones TotaldeTraslados "
	"[RetencionesLocales ImpLocRetenido TasadeRetencion Importe] "
	"[TrasladosLocales ImpLocTrasladado TasadeTraslado Importe]";

static const char ine[] =
	"Version TipoProceso TipoComite? IdContabilidad? "
	"[Entidad ClaveEntidad Ambito? [Contabilidad IdContabilidad]]";

static const char leyendasfiscales[] =
	"version "
	"[Leyenda disposicionFiscal? norma? textoLeyenda]";

static const char nomina[] =
	"{Version=1.0 Version RegistroPatronal NumEmpleado CURP TipoRegimen NumSeguridadSocial? "
	" CLABE? Banco? Ingresos/TotalGravado Ingresos/TotalExento Descuentos/Total} "
	"{Version=1.1 Version RegistroPatronal? NumEmpleado CURP TipoRegimen NumSeguridadSocial? "
	" FechaPago FechaInicialPago FechaFinalPago NumDiasPagados Departamento? CLABE? Banco? "
	" FechaInicioRelLaboral? Antiguedad? Puesto? TipoContrato? TipoJornada? PeriodicidadPago "
	" SalarioBaseCotApor? RiesgoPuesto? SalarioDiarioIntegrado? "
	" [Percepciones TotalGravado TotalExento "
	"  [Percepcion TipoPercepcion Clave Concepto ImporteGravado ImporteExento]] "
	" [Deducciones TotalGravado TotalExento "
	"  [Deduccion TipoDeduccion Clave Concepto ImporteGravado ImporteExento]] "
	" [Incapacidades [Incapacidad DiasIncapacidad TipoIncapacidad Descuento]] "
	" [HorasExtras [HorasExtra Dias TipoHoras HorasExtra ImportePagado]]}";

static const char nomina_12[] =
	"Version TipoNomina FechaPago FechaInicialPago FechaFinalPago NumDiasPagados "
	" TotalPercepciones? TotalDeducciones? TotalOtrosPagos? "
	"[Emisor Curp? RegistroPatronal? RfcPatronOrigen? "
	" [EntidadSNCF OrigenRecurso MontoRecursoPropio?]] "
	"[Receptor Curp NumSeguridadSocial? FechaInicioRelLaboral? Antigüedad? TipoContrato "
	" Sindicalizado? TipoJornada? TipoRegimen NumEmpleado Departamento? Puesto? RiesgoPuesto? "
	" PeriodicidadPago Banco? CuentaBancaria? SalarioBaseCotApor? SalarioDiarioIntegrado? "
	" ClaveEntFed "
	" [SubContratacion RfcLabora PorcentajeTiempo]] "
	"[Percepciones TotalSueldos? TotalSeparacionIndemnizacion? TotalJubilacionPensionRetiro? "
	" TotalGravado TotalExento "
	" [Percepcion TipoPercepcion Clave Concepto ImporteGravado ImporteExento "
	"  [AccionesOTitulos ValorMercado PrecioAlOtorgarse] "
	"  [HorasExtra Dias TipoHoras HorasExtra ImportePagado]] "
	" [JubilacionPensionRetiro TotalUnaExhibicion? TotalParcialidad? MontoDiario? "
	"  IngresoAcumulable IngresoNoAcumulable] "
	" [SeparacionIndemnizacion TotalPagado NumAñosServicio UltimoSueldoMensOrd IngresoAcumulable "
	"  IngresoNoAcumulable]] "
	"[Deducciones TotalOtrasDeducciones? TotalImpuestosRetenidos? "
	" [Deduccion TipoDeduccion Clave Concepto Importe]] "
	"[OtrosPagos "
	" [OtroPago TipoOtroPago Clave Concepto Importe "
	"  [SubsidioAlEmpleo SubsidioCausado] "
	"  [CompensacionSaldosAFavor SaldoAFavor Año RemanenteSalFav]]] "
	"[Incapacidades [Incapacidad DiasIncapacidad TipoIncapacidad ImporteMonetario?]]";

static const char notariospublicos[] =
	"Version "
	"[DescInmuebles "
	" [DescInmueble TipoInmueble Calle NoExterior? NoInterior? Colonia? Localidad? Referencia? "
	"  Municipio Estado Pais CodigoPostal]] "
	"[DatosOperacion NumInstrumentoNotarial FechaInstNotarial MontoOperacion Subtotal IVA] "
	"[DatosNotario CURP NumNotaria EntidadFederativa Adscripcion?] "
	"[DatosEnajenante CoproSocConyugalE "
	" [DatosUnEnajenante Nombre ApellidoPaterno ApellidoMaterno? RFC CURP] "
	" [DatosEnajenantesCopSC "
	"  [DatosEnajenanteCopSC Nombre ApellidoPaterno? ApellidoMaterno? RFC CURP? Porcentaje]]] "
	"[DatosAdquiriente CoproSocConyugalE "
	" [DatosUnAdquiriente Nombre ApellidoPaterno? ApellidoMaterno? RFC CURP?] "
	" [DatosAdquirientesCopSC "
	"  [DatosAdquirienteCopSC Nombre ApellidoPaterno? ApellidoMaterno? RFC CURP? Porcentaje]]]";

static const char pagoenespecie[] =
	"Version CvePIC FolioSolDon PzaArtNombre PzaArtTecn PzaArtAProd PzaArtDim";

static const char pfintegrantecoordinado[] =
	"version ClaveVehicular Placa RFCPF?";

static const char prestadoresdeserviciosdecfd[] =
	"nombre rfc noCertificado fechaAutorizacion noAutorizacion";

static const char cfdiregistrofiscal[] =
	"Version Folio";

static const char renovacionysustitucionvehiculos[] =
	"Version TipoDeDecreto "
	"[DecretoRenovVehicular VehEnaj "
	" [VehiculosUsadosEnajenadoPermAlFab PrecioVehUsado TipoVeh Marca TipooClase Año Modelo? NIV? "
	"  NumSerie? NumPlacas NumMotor? NumFolTarjCir NumPedIm? Aduana? FechaRegulVeh? Foliofiscal] "
	" [VehiculoNuvoSemEnajenadoFabAlPerm Año Modelo? NumPlacas RFC?]] "
	"[DecretoSustitVehicular VehEnaj "
	" [VehiculoUsadoEnajenadoPermAlFab PrecioVehUsado TipoVeh Marca TipooClase Año Modelo? NIV? "
	"  NumSerie? NumPlacas NumMotor? NumFolTarjCir NumFolAvisoint NumPedIm Aduana FechaRegulVeh "
	"  Foliofiscal] "
	" [VehiculoNuvoSemEnajenadoFabAlPerm Año Modelo? NumPlacas RFC?]]";

static const char parcialesconstruccion[] =
	"Version NumPerLicoAut "
	"[Inmueble Calle NoExterior? NoInterior? Colonia? Localidad? Referencia? Municipio Estado "
	" CodigoPostal]";

static const char complemento_spei[] =
	"[SPEI_Tercero FechaOperacion Hora ClaveSPEI sello numeroCertificado "
	" [Ordenante BancoEmisor Nombre TipoCuenta Cuenta RFC] "
	" [Beneficiario BancoReceptor Nombre TipoCuenta Cuenta RFC Concepto IVA? MontoPago]]";

static const char porcuentadeterceros[] =
	"version rfc nombre? "
	"[**/InformacionFiscalTercero " DOMICILIO_32 "] "
	"[**/InformacionAduanera numero fecha aduana?] "
	"[CuentaPredial numero] "
	"[**/Retenciones/Retencion impuesto importe] "
	"[**/Traslados/Traslado impuesto tasa importe]";

static const char porcuentadeterceros_cfd2[] =
	"version rfc nombre? "
	"[**/InformacionFiscalTercero " DOMICILIO_32 "] "
	"[**/InformacionAduanera numero fecha aduana?] "
	"[**/CuentaPredial numero] "
	"[**/Retenciones/Retencion impuesto importe] "
	"[**/Traslados/Traslado impuesto tasa importe]";

static const char valesdedespensa[] =
	"version tipoOperacion registroPatronal? numeroDeCuenta total "
	"[Conceptos "
	" [Concepto identificador fecha rfc curp nombre numSeguridadSocial? importe]]";

static const char vehiculousado[] =
	"Version montoAdquisicion montoEnajenacion claveVehicular marca tipo modelo numeroMotor? "
	" numeroSerie? NIV? valor "
	"[InformacionAduanera numero fecha aduana?]";

static const char ventavehiculos[] =
	"version ClaveVehicular "
	"{version=1.1 Niv} "
	"[**/InformacionAduanera numero fecha aduana?]";

const CadenaTable cadena_sectors[] = {
	{ "http://www.sat.gob.mx/ConsumoDeCombustibles11", "ConsumoDeCombustibles",
	  IN_CFDI40 | IN_CFDI33, consumodecombustibles_11 },
	{ "http://www.sat.gob.mx/EstadoDeCuentaCombustible", "EstadoDeCuentaCombustible",
	  IN_CFDI33 | IN_CFDI32, estadodecuentacombustible },
	{ "http://www.sat.gob.mx/EstadoDeCuentaCombustible12", "EstadoDeCuentaCombustible",
	  IN_CFDI40 | IN_CFDI33, estadodecuentacombustible_12 },
	{ "http://www.sat.gob.mx/GastosHidrocarburos10", "GastosHidrocarburos",
	  IN_CFDI40 | IN_CFDI33, gastoshidrocarburos_10 },
	{ "http://www.sat.gob.mx/IngresosHidrocarburos10", "IngresosHidrocarburos",
	  IN_CFDI40 | IN_CFDI33, ingresoshidrocarburos_10 },
	{ "http://www.sat.gob.mx/Pagos", "Pagos", IN_CFDI33 | STRICT, pagos },
	{ "http://www.sat.gob.mx/Pagos20", "Pagos", IN_CFDI40 | STRICT, pagos_20 },
	{ "http://www.sat.gob.mx/TuristaPasajeroExtranjero", "TuristaPasajeroExtranjero",
	  IN_CFDI40 | IN_CFDI33 | IN_CFDI32, turistapasajeroextranjero },
	{ "http://www.sat.gob.mx/acreditamiento", "acreditamientoIEPS",
	  IN_CFDI32, acreditamientoieps },
	{ "http://www.sat.gob.mx/aerolineas", "Aerolineas",
	  IN_CFDI40 | IN_CFDI33 | IN_CFDI32, aerolineas },
	{ "http://www.sat.gob.mx/arteantiguedades", "obrasarteantiguedades",
	  IN_CFDI40 | IN_CFDI33 | IN_CFDI32, obrasarteantiguedades },
	{ "http://www.sat.gob.mx/certificadodestruccion", "certificadodedestruccion",
	  IN_CFDI40 | IN_CFDI33 | IN_CFDI32, certificadodedestruccion },
	{ "http://www.sat.gob.mx/consumodecombustibles", "ConsumoDeCombustibles",
	  IN_CFDI33 | IN_CFDI32, consumodecombustibles },
	{ "http://www.sat.gob.mx/detallista", "detallista",
	  IN_CFDI40 | IN_CFDI33 | IN_CFDI32, detallista },
	{ "http://www.sat.gob.mx/divisas", "Divisas",
	  IN_CFDI40 | IN_CFDI33 | IN_CFDI32, divisas },
	{ "http://www.sat.gob.mx/donat", "Donatarias",
	  IN_CFDI40 | IN_CFDI33 | IN_CFDI32, donatarias },
	{ "http://www.sat.gob.mx/ecb", "EstadoDeCuentaBancario",
	  IN_CFDI32, estadodecuentabancario },
	{ "http://www.sat.gob.mx/ecc", "EstadoDeCuentaCombustible",
	  IN_CFDI32, estadodecuentacombustible_old },
	{ "http://www.sat.gob.mx/hidrocarburospetroliferos", "HidroYPetro",
	  IN_CFDI40, hidroypetro },
	{ "http://www.sat.gob.mx/iedu", "instEducativas",
	  IN_CFDI40 | IN_CFDI33 | IN_CFDI32, insteducativas },
	{ "http://www.sat.gob.mx/implocal", "ImpuestosLocales",
	  IN_CFDI40 | IN_CFDI33 | IN_CFDI32, impuestoslocales },
	{ "http://www.sat.gob.mx/ine", "INE", IN_CFDI40 | IN_CFDI33 | IN_CFDI32, ine },
	{ "http://www.sat.gob.mx/leyendasFiscales", "LeyendasFiscales",
	  IN_CFDI40 | IN_CFDI33 | IN_CFDI32, leyendasfiscales },
	{ "http://www.sat.gob.mx/nomina", "Nomina", IN_CFDI32, nomina },
	{ "http://www.sat.gob.mx/nomina12", "Nomina",
	  IN_CFDI40 | IN_CFDI33 | IN_CFDI32, nomina_12 },
	{ "http://www.sat.gob.mx/notariospublicos", "NotariosPublicos",
	  IN_CFDI40 | IN_CFDI33 | IN_CFDI32, notariospublicos },
	{ "http://www.sat.gob.mx/pagoenespecie", "PagoEnEspecie",
	  IN_CFDI40 | IN_CFDI33 | IN_CFDI32, pagoenespecie },
	{ "http://www.sat.gob.mx/pfic", "PFintegranteCoordinado",
	  IN_CFDI40 | IN_CFDI33 | IN_CFDI32, pfintegrantecoordinado },
	{ "http://www.sat.gob.mx/psgecfd", "PrestadoresDeServiciosDeCFD",
	  IN_CFDI32, prestadoresdeserviciosdecfd },
	{ "http://www.sat.gob.mx/registrofiscal", "CFDIRegistroFiscal",
	  IN_CFDI40 | IN_CFDI33 | IN_CFDI32, cfdiregistrofiscal },
	{ "http://www.sat.gob.mx/renovacionysustitucionvehiculos", "renovacionysustitucionvehiculos",
	  IN_CFDI40 | IN_CFDI33 | IN_CFDI32, renovacionysustitucionvehiculos },
	{ "http://www.sat.gob.mx/servicioparcialconstruccion", "parcialesconstruccion",
	  IN_CFDI40 | IN_CFDI33 | IN_CFDI32, parcialesconstruccion },
	{ "http://www.sat.gob.mx/spei", "Complemento_SPEI",
	  IN_CFDI32, complemento_spei },
	{ "http://www.sat.gob.mx/terceros", "PorCuentadeTerceros", IN_CFD2, porcuentadeterceros_cfd2 },
	{ "http://www.sat.gob.mx/terceros", "PorCuentadeTerceros",
	  IN_CFDI33 | IN_CFDI32, porcuentadeterceros },
	{ "http://www.sat.gob.mx/valesdedespensa", "ValesDeDespensa",
	  IN_CFDI40 | IN_CFDI33 | IN_CFDI32, valesdedespensa },
	{ "http://www.sat.gob.mx/vehiculousado", "VehiculoUsado",
	  IN_CFDI40 | IN_CFDI33 | IN_CFDI32, vehiculousado },
	{ "http://www.sat.gob.mx/ventavehiculos", "VentaVehiculos",
	  IN_CFDI40 | IN_CFDI33 | IN_CFDI32, ventavehiculos },
	{ NULL, NULL, 0, NULL },
};
