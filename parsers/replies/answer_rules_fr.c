#include <glib.h>

#include "parsers/replies/answer_rules.h"

static const WordSet sets[] = {
	{ "willpay", "paierons paierai paiera paieront payerons payerai payera reglerons reglerai reglera "
		     "virerons solderons "
		     "effectuerons effectuerai" },
	{ "pay", "payer regler virer solder effectuer proceder" },
	{ "paid", "paye payee payees payes regle reglee reglees regles vire soldee solde virement effectue" },
	{ "payment", "paiement paiements reglement reglements virement virements cheque" },
	{ "invoice", "facture factures document documents avoir releve" },
	{ "copy", "facture factures xml pdf copie copies duplicata document fichier" },
	{ "send", "envoyer envoyez renvoyer renvoyez transmettre transmettez adresser adressez fournir "
		  "fournissez communiquer "
		  "joindre faire parvenir" },
	{ "need", "besoin demandons demande souhaitons souhaite manque requis attendons attends voudrais "
		  "voudrions" },
	{ "goods", "marchandise marchandises produit produits materiel commande livraison colis service "
		   "services prestation "
		   "prestations" },
	{ "wrong", "incorrect incorrecte incorrects incorrectes errone erronee erronees faux fausse "
		   "different differente mauvais "
		   "mauvaise erreur" },
	{ "amount", "montant montants prix tarif tarifs total somme" },
	{ "bad", "endommage endommagee endommagees endommages defectueux defectueuse defectueuses casse "
		 "cassee casses abime abimee "
		 "abimes" },
};

static const AnswerRule rules[] = {
	{ ANSWER_PROMISE, TIME_ANY, "@willpay" },
	{ ANSWER_PROMISE, TIME_ANY, "allons|vais|va|vont ~2 @pay" },
	{ ANSWER_PROMISE, TIME_ANY, "ferons|ferai|effectuerons|procederons|emettrons|lancerons ~3 @payment" },
	{ ANSWER_PROMISE, TIME_ANY, "sera|seront ~2 @paid" },
	{ ANSWER_PROMISE, TIME_ANY,
	  "@payment ~4 sera|seront|partira|interviendra ~2 "
	  "effectue|effectues|fait|emis|lance|envoye|le|au|en|fin|la" },
	{ ANSWER_PROMISE, TIME_COMING,
	  "pouvons|peux|pourrons|pourrai|comptons|esperons|pensons|prevoyons ~2 @pay" },
	{ ANSWER_PROMISE, TIME_COMING, "engageons|engage ~3 @pay" },
	{ ANSWER_PROMISE, TIME_COMING, "payons|reglons|effectuons|regle|paie|paye" },
	{ ANSWER_PROMISE, TIME_NEAR, "@payment" },
	{ ANSWER_PROMISE, TIME_ANY, "recevrez ~3 @payment" },

	{ ANSWER_SCHEDULED, TIME_ANY, "@payment ~5 programme|planifie|prevu|valide|programmee|prevue" },
	{ ANSWER_SCHEDULED, TIME_ANY, "@invoice ~6 programmee|planifiee|prevue|mise ~2 ?paiement" },
	{ ANSWER_SCHEDULED, TIME_ANY, "programme|planifie|prevu|prevue|programmee ~3 @payment|pour|le" },
	{ ANSWER_SCHEDULED, TIME_ANY, "campagne|cycle|echeancier ~2 @payment" },
	{ ANSWER_SCHEDULED, TIME_ANY, "@payment ~2 en cours" },
	{ ANSWER_SCHEDULED, TIME_ANY, "en cours de @payment" },
	{ ANSWER_SCHEDULED, TIME_ANY, "bon a payer" },
	{ ANSWER_SCHEDULED, TIME_ANY, "mise|mis en paiement" },

	{ ANSWER_PAID_CLAIM, TIME_ANY, "avons|ai|a|ete|deja|est|sont ~2 @paid" },
	{ ANSWER_PAID_CLAIM, TIME_ANY, "avons|ai|a ~2 effectue|fait|emis|envoye|procede ~4 @payment|cheque" },
	{ ANSWER_PAID_CLAIM, TIME_ANY, "@payment ~3 a|est|ete ~3 effectue|fait|emis|envoye|parti" },
	{ ANSWER_PAID_CLAIM, TIME_ANY, "@payment effectue|fait|emis" },
	{ ANSWER_PAID_CLAIM, TIME_ANY,
	  "joint|jointe|jointes|joins|trouverez|jointez ~6 preuve|justificatif|avis|ordre|confirmation ~2 "
	  "@payment" },
	{ ANSWER_PAID_CLAIM, TIME_ANY, "preuve|justificatif|avis|confirmation ~2 @payment" },

	{ ANSWER_PAID_CLAIM, TIME_ANY,
	  ANSWER_LEADS "payee|payees|paye|payes|reglee|reglees|regle|regles|soldee|soldees|viree" },

	{ ANSWER_REMIT, TIME_ANY, "detail|liste|releve ~3 reglements|paiements|virements" },
	{ ANSWER_PARTIAL, TIME_ANY, "paiement|reglement|acompte partiel" },
	{ ANSWER_PARTIAL, TIME_ANY, "acompte|partiellement|moitie" },
	{ ANSWER_PARTIAL, TIME_ANY, "deduit|deduirons|deduction|deduisons" },
	{ ANSWER_PLAN, TIME_ANY, "echelonner|echelonnement|echeancier|mensualites|echeances" },
	{ ANSWER_PLAN, TIME_ANY, "delai|delais ~3 paiement|supplementaire|reglement" },
	{ ANSWER_PLAN, TIME_ANY,
	  "difficultes|probleme|problemes|difficulte|soucis|souci ~3 "
	  "tresorerie|financieres|financiers|financiere" },
	{ ANSWER_PLAN, TIME_ANY, "ne|n ~3 pouvons|peux|pourrons|pourrai|mesure ~4 @pay" },
	{ ANSWER_PLAN, TIME_ANY, "en # fois" },
	{ ANSWER_PLAN, TIME_ANY, "patienter ~3 jusqu|fin|quelques|encore" },
	{ ANSWER_PLAN, TIME_ANY, "en deux|trois|quatre|cinq|six|dix|douze|plusieurs fois" },

	{ ANSWER_DISP_PRICE, TIME_ANY, "@amount ~5 @wrong" },
	{ ANSWER_DISP_PRICE, TIME_ANY, "@wrong ~3 @amount" },
	{ ANSWER_DISP_PRICE, TIME_ANY, "@amount ~4 ne|n ~2 correspond|correspondent|conforme" },
	{ ANSWER_DISP_PRICE, TIME_ANY, "surfacturation|surfacture|ecart|difference ~2 ?@amount" },
	{ ANSWER_DISP_QTY, TIME_ANY, "quantite|quantites ~4 @wrong|ne|inferieure" },
	{ ANSWER_DISP_QTY, TIME_ANY,
	  "manque|manquent|manquants|manquant ~4 colis|pieces|unites|produits|articles|cartons" },
	{ ANSWER_DISP_QTY, TIME_ANY, "livraison|commande|colis ~2 incomplete|incomplet|partielle|partiel" },
	{ ANSWER_DISP_QTY, TIME_ANY, "# ~3 au lieu de ~1 #" },
	{ ANSWER_DISP_QUALITY, TIME_ANY, "@goods ~6 @bad" },
	{ ANSWER_DISP_QUALITY, TIME_ANY, "mauvaise qualite" },
	{ ANSWER_DISP_QUALITY, TIME_ANY, "mauvais etat" },
	{ ANSWER_DISP_SERVICE, TIME_ANY,
	  "prestation|prestations|service|services|travaux ~4 pas|non ~4 "
	  "realise*|conforme*|termine*|effectue*|rendu*|fourni*" },
	{ ANSWER_DISP_NOTRECEIVED, TIME_ANY, "pas|jamais ~3 recu|livre|livree ~4 @goods" },
	{ ANSWER_DISP_NOTRECEIVED, TIME_ANY,
	  "@goods ~5 pas|jamais ~3 recu|recue|recus|recues|livre|livree|livres|livrees|arrive|arrivee" },
	{ ANSWER_DISP_NOTRECEIVED, TIME_ANY, "@goods ~2 non recue|recu|recus|recues|livree|livre|livrees|livres" },
	{ ANSWER_DISP_TAXDATA, TIME_ANY, "tva|siret|siren|adresse ~5 @wrong" },
	{ ANSWER_DISP_TAXDATA, TIME_ANY, "@wrong ~2 tva|siret|adresse|societe|entite" },
	{ ANSWER_DISP_TAXDATA, TIME_ANY, "raison sociale ~4 @wrong|pas|n|ne" },
	{ ANSWER_DISP_TERMS, TIME_ANY, "delai|echeance|conditions ~5 # jours" },
	{ ANSWER_DISP_TERMS, TIME_ANY, "# jours ~1 fin|net|date" },
	{ ANSWER_DISP_TERMS, TIME_ANY, "pas ~2 echue|echues|echeance|due" },
	{ ANSWER_DISP_DUP, TIME_ANY, "doublon|double facturation|facture" },
	{ ANSWER_DISP_DUP, TIME_ANY, "doublon|doublons" },
	{ ANSWER_DISP_DUP, TIME_ANY, "en double" },
	{ ANSWER_DISP_DUP, TIME_ANY, "facture|facturee|facturees ~2 deux fois" },
	{ ANSWER_REJECTED, TIME_ANY, "refusons|rejetons|contestons|conteste|refuse|rejette ~4 @invoice" },
	{ ANSWER_REJECTED, TIME_ANY, "avons|ai|a|ont rejete|refuse|conteste ~2 @invoice" },
	{ ANSWER_REJECTED, TIME_ANY, "@invoice ~4 refusee|rejetee|contestee|refusees|rejetees" },
	{ ANSWER_REJECTED, TIME_ANY, "annuler|annulez ~3 @invoice" },

	{ ANSWER_NEED_INVOICE, TIME_ANY, "@send ~6 @copy" },
	{ ANSWER_NEED_INVOICE, TIME_ANY, "pas|jamais ~3 recu|trouve|retrouve|enregistre ~4 @copy" },
	{ ANSWER_NEED_INVOICE, TIME_ANY,
	  "@copy ~5 pas|jamais ~3 recu|recue|recues|parvenue|parvenues|arrivee" },
	{ ANSWER_NEED_INVOICE, TIME_ANY, "@need ~5 @copy" },
	{ ANSWER_NEED_INVOICE, TIME_ANY, "copie|duplicata ~3 facture|factures" },
	{ ANSWER_NEED_PO, TIME_ANY,
	  "manque|numero|sans|indiquer|mentionner|absence ~4 bon|commande|po ~2 ?commande" },
	{ ANSWER_NEED_PO, TIME_ANY, "bon de commande" },
	{ ANSWER_NEED_DOC, TIME_ANY,
	  "@send|@need ~5 contrat|attestation|justificatif|devis|kbis|pv|rib|releve" },
	{ ANSWER_NEED_DOC, TIME_ANY, "bon|preuve de livraison" },
	{ ANSWER_NEED_DOC, TIME_ANY, "@send|@need ~5 coordonnees bancaires" },
	{ ANSWER_NEED_PORTAL, TIME_ANY,
	  "deposer|deposez|saisir|charger|telecharger|integrer ~6 portail|plateforme|chorus|ariba|coupa" },
	{ ANSWER_NEED_PORTAL, TIME_ANY, "sur|via|par ~2 portail|plateforme|chorus" },
	{ ANSWER_APPROVAL, TIME_ANY,
	  "attente|cours|attend|attendons ~3 "
	  "validation|approbation|signature|verification|accord|traitement" },
	{ ANSWER_APPROVAL, TIME_ANY,
	  "verifions|verifie|verifier|regardons|regarde|revenons|reviens|reviendrai|reviendrons ~4 "
	  "vous|facture|dossier|cela|point" },
	{ ANSWER_APPROVAL, TIME_ANY, "transmis|transfere ~5 comptabilite|service|responsable|direction" },
	{ ANSWER_OFFSET, TIME_ANY, "compenser|compensation|deduire|imputer ~5 avoir|facture|solde" },
	{ ANSWER_OFFSET, TIME_ANY, "un|note|emettre|attente|d avoir|credit" },
	{ ANSWER_FACTORED, TIME_ANY, "affacturage|affactureur|factor" },
	{ ANSWER_FACTORED, TIME_ANY, "@invoice|creance ~3 cedee|cedees" },
	{ ANSWER_WRONG_CONTACT, TIME_ANY,
	  "ne|n ~3 travaille|plus|pas ~4 societe|entreprise|parmi|responsable|bonne|interlocuteur|partie" },
	{ ANSWER_WRONG_CONTACT, TIME_ANY, "ne|n ~1 travaille|travaillons|occupe ~1 plus" },
	{ ANSWER_WRONG_CONTACT, TIME_ANY,
	  "contacter|contactez|adresser|adressez|ecrire|ecrivez|veuillez ~4 a|au|contacter|aupres ~2 "
	  "?service" },
	{ ANSWER_WRONG_CONTACT, TIME_ANY,
	  "mauvais|mauvaise|bon interlocuteur|destinataire|personne|adresse" },
	{ ANSWER_WRONG_CONTACT, TIME_ANY,
	  "voir|rapprocher|adresser ~1 avec|de|aupres|du ~2 service|comptable|comptabilite|collegue|responsable" },
	{ ANSWER_WRONG_CONTACT, TIME_ANY, "a quitte ~2 societe|entreprise" },
	{ ANSWER_CALL_ME, TIME_ANY, "m|me|nous appeler|appelez|rappeler|rappelez|telephoner|joindre" },
	{ ANSWER_CALL_ME, TIME_ANY, "appelez|rappelez moi|nous" },
	{ ANSWER_CALL_ME, TIME_ANY, "pouvons|pourrions|possible ~3 telephone|parler|echanger" },
	{ ANSWER_COMPLAINT, TIME_ANY,
	  "inacceptable|inadmissible|scandaleux|harcelement|honteux|mecontent|mecontents|decu|decus" },
	{ ANSWER_STOP, TIME_ANY,
	  "cessez|arretez|arreter|cesser ~1 de|d ~2 envoyer|ecrire|contacter|relancer|appeler" },
	{ ANSWER_STOP, TIME_ANY, "ne plus ~3 recevoir|envoyer|contacter|ecrire" },
	{ ANSWER_STOP, TIME_ANY, "desabonner|desinscrire|desinscription" },
	{ ANSWER_LEGAL, TIME_ANY, "avocat|avocats|huissier|contentieux|tribunal|plainte" },
	{ ANSWER_LEGAL, TIME_ANY, "redressement|liquidation|procedure|sauvegarde judiciaire|collective" },
	{ ANSWER_LEGAL, TIME_ANY, "action|service|poursuites|voie juridique|judiciaire|judiciaires" },
	{ ANSWER_BANKCHANGE, TIME_ANY,
	  "nouveau|nouvelle|nouvelles|changement|change|modification|changer ~4 "
	  "rib|iban|banque|bancaire|bancaires" },
	{ ANSWER_ACK, TIME_ANY, "bien recu|note|recue|pris" },
	{ ANSWER_ACK, TIME_ANY, "accusons|accuse ~1 reception" },
	{ ANSWER_ACK, TIME_ANY, "c est note|entendu|bien" },
	{ ANSWER_ACK, TIME_ANY, "prenons|prends|pris note|acte" },
};

static const char *const absences[] = {
	"absent|absente|absence ~3 bureau|jusqu|du|jusque|actuellement|entreprise",
	"absent|absente|absence",
	"en|suis ~2 conges|vacances|conge",
	"conge maternite|parental|maladie|annuel",
	"de retour",
	"hors ~2 bureau",
	"deplacement professionnel",
	"mon retour",
};

static const char *const courtesies[] = {
	"merci|remercie|remercions",
	"cordialement|salutations|bien ~1 vous|cdt|cordlt",
	"bonjour|bonsoir|madame|monsieur|chere|cher",
	"bonne journee|soiree|semaine",
};

static const char *const agreements[] = { "ok|parfait|entendu", "d accord" };

const AnswerLanguage answer_rules_fr = {
	sets,	    G_N_ELEMENTS(sets),	      rules,	  G_N_ELEMENTS(rules),
	absences,   G_N_ELEMENTS(absences),   courtesies, G_N_ELEMENTS(courtesies),
	agreements, G_N_ELEMENTS(agreements),
};
