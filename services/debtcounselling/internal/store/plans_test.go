package store_test

import (
	"testing"

	"github.com/deschoor/meedoen/platform/testkit"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

func TestStatementsReadNoWholeTable(t *testing.T) {
	const requests = "nothing knows by which request it was made, and an index would cost every request"
	testkit.Plans{
		Migrations: store.Migrations(),
		Folder:     "../..",
		Fine: map[string]string{
			"DeleteRequestIDs":                 requests,
			"DeleteRequestIDsOfClaims":         requests,
			"DeleteRequestIDsOfFundAgreements": requests,
			"DeleteRequestIDsOfLegalHolds":     requests,
			"DeleteRequestIDsOfReferences":     requests,
			"DeleteRequestIDsOfSettlements":    requests,
			"GetRunningLegalHold":              "a client has a few",
			"ListDecisions":                    "a trajectory has a few",
			"ListEarlySignalErasures":          "a restored service compares all erasures with those that the keys know, at a start",
			"ListErasedClients":                "a restored service compares all erasures with those that the keys know, at a start",
			"ListFundAgreementTransitions":     "an agreement has a few",
			"ListMunicipalitiesOfPeriod":       "asked once for a delivery, of an index that has all of it",
			"ListRunningTermsOfCounsellor":     "a counsellor has some hundreds",
			"ListSettlementAnswers":            "a settlement has some tens",
			"ListSettlementTransitions":        "a settlement has a few",
			"ListTermsOfCounsellor":            "a counsellor has some hundreds",
			"ListTermsOfTrajectory":            "a trajectory has a few",
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
