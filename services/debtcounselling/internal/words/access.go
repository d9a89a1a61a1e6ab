package words

import "github.com/deschoor/meedoen/services/debtcounselling/internal/domain"

// Access answers what was done with data.
func Access(k domain.AccessKind) string {
	return of(map[domain.AccessKind]string{
		domain.AccessRead:    "gezien",
		domain.AccessChanged: "vastgelegd of gewijzigd",
		domain.AccessRefused: "geweigerd",
	}, k)
}

// Role answers as what somebody works.
func Role(code string) string {
	return of(map[string]string{
		"debt.counsellor": "schuldhulpverlener",
		"debt.supervisor": "leidinggevende schuldhulp",
		"importer":        "inlezen van gegevens",
		"support.worker":  "medewerker ondersteuning",
		"wijkteam":        "wijkteam",
		"auditor":         "toezichthouder",
		"":                "medewerker",
	}, code)
}

// Fields answers which data it was, of the person who reads.
func Fields(code string) string {
	return of(map[string]string{
		"identity":        "uw persoonsgegevens",
		"client":          "uw persoonsgegevens",
		"probable-double": "of u misschien al bekend was",
		"everything":      "alles wat wij van u hebben",
		"trajectory":      "uw traject",
		"claims":          "uw schulden",
		"budget":          "uw budgetplan",
		"calculation":     "uw berekening",
		"measures":        "begeleiding en maatregelen",
		"settlements":     "de regeling met uw schuldeisers",
		"ledger":          "uw betalingen",
		"rechecks":        "uw inkomen tijdens de regeling",
		"early-signals":   "een signaal over een achterstand",
		"fund-agreements": "uw afspraken met het fonds",
		"living-areas":    "uw leefgebieden",
		"delivery":        "gegevens voor de statistiek",
		"case-file":       "uw dossier",
		"access-report":   "dit overzicht",
		"legal-hold":      "of uw gegevens langer worden bewaard",
		"retention":       "hoe lang uw gegevens worden bewaard",
	}, code)
}
