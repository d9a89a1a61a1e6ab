// Package words says how things are called in Dutch, as a client reads them: plain words (B1), with the term of the trade beside
// them where a client hears it elsewhere. What has no word is answered as the contract calls it.
package words

import (
	"cmp"

	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
)

func of[K ~string](words map[K]string, key K) string { return cmp.Or(words[key], string(key)) }

// Sex answers how a sex is called.
func Sex(code string) string {
	return of(map[string]string{"male": "man", "female": "vrouw", "unknown": "onbekend"}, code)
}

// Household answers with whom somebody lives.
func Household(h domain.Household) string {
	return of(map[domain.Household]string{
		domain.Single: "alleenstaand", domain.SingleParent: "alleenstaand, met kinderen onder de 18",
		domain.Couple: "met een partner", domain.CoupleWithChild: "met een partner en kinderen onder de 18",
	}, h)
}

// DebtKind answers what a debt is for.
func DebtKind(k domain.DebtKind) string {
	return of(map[domain.DebtKind]string{
		domain.CareDebt:      "zorg",
		domain.PublicDebt:    "overheid",
		domain.UtilitiesDebt: "energie en water",
		domain.OtherDebt:     "overig",
	}, k)
}

// Exclusion answers why a claim is left out.
func Exclusion(code string) string {
	return of(map[string]string{
		"study_debt": "studieschuld",
		"fine":       "boete van de strafrechter",
		"secured":    "wordt betaald uit een onderpand",
		"other":      "andere reden",
	}, code)
}

// ClaimEnd answers what became of a claim that is open no more.
func ClaimEnd(s domain.ClaimState) string {
	return of(map[domain.ClaimState]string{
		domain.ClaimOpen:      "open",
		domain.ClaimSettled:   "betaald",
		domain.ClaimWaived:    "kwijtgescholden",
		domain.ClaimWithdrawn: "ingetrokken",
	}, s)
}
