package store_test

import (
	"testing"

	"github.com/deschoor/meedoen/platform/testkit"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

func TestStatementsReadNoWholeTable(t *testing.T) {
	const yet = "it reads or sorts too much yet"
	testkit.Plans{
		Migrations: store.Migrations(),
		Folder:     "../..",
		Fine: map[string]string{
			"ClientsLeft":                      yet,
			"DeleteRequestIDs":                 "nothing knows by which request it was made, and an index would cost every request",
			"DeleteRequestIDsOfClaims":         "nothing knows by which request it was made, and an index would cost every request",
			"DeleteRequestIDsOfFundAgreements": "nothing knows by which request it was made, and an index would cost every request",
			"DeleteRequestIDsOfLegalHolds":     "nothing knows by which request it was made, and an index would cost every request",
			"DeleteRequestIDsOfReferences":     "nothing knows by which request it was made, and an index would cost every request",
			"DeleteRequestIDsOfSettlements":    "nothing knows by which request it was made, and an index would cost every request",
			"EarlyClients":                     yet,
			"EarlySignalsByReference":          yet,
			"FindClients":                      yet,
			"GetRunningLegalHold":              "a client has a few",
			"ListDecisions":                    "a trajectory has a few",
			"ListEarlySignalCasesOfClient":     yet,
			"ListEarlySignalErasures":          "a restored service compares all erasures with those that the keys know, at a start",
			"ListEarlySignalsErasedWith":       yet,
			"ListErasedClients":                "a restored service compares all erasures with those that the keys know, at a start",
			"ListFundAgreementTransitions":     "an agreement has a few",
			"ListLivingAreaMomentsOfClient":    yet,
			"ListMunicipalitiesOfPeriod":       yet,
			"ListOpenEarlySignalCasesOf":       yet,
			"ListRunningTermsOfCounsellor":     "a counsellor has some hundreds",
			"ListSettlementAnswers":            "a settlement has some tens",
			"ListSettlementAnswersOfClient":    yet,
			"ListSettlementTransitions":        "a settlement has a few",
			"ListTerms":                        yet,
			"ListTermsOfTrajectory":            "a trajectory has a few",
			"ListTrajectoriesWithoutYear":      yet,
			"ListTrajectoryTransitions":        "a trajectory has a few",
		},
		Composed: map[string]string{
			"CountDue":             "what is due of a record type",
			"DeleteRequestIDsOf":   "a table of a record type",
			"DeliveredClients":     "the trajectories of a page",
			"DeliveredDebts":       "the trajectories of a page",
			"DeliveredDecisions":   "the trajectories of a page",
			"DeliveredFreeAmounts": "the trajectories of a page",
			"DeliveredMeasures":    "the trajectories of a page",
			"DeliveredSettlements": "the trajectories of a page",
			"DeliveredSteps":       "the trajectories of a page",
			"ListDue":              "what is due of a record type",
			"NextDue":              "what is due of a record type",
			"Remove":               "a table of a record type",
		},
	}.Check(t)
}
