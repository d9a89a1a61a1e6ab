package events_test

import (
	"time"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/civil"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	"github.com/deschoor/meedoen/services/support/internal/domain"
	"github.com/deschoor/meedoen/services/support/internal/events"
)

func mediationGoldens() []golden {
	m := domain.Mediation{
		ID: "0190a5b2-0000-7000-8000-000000000002", Version: 4, ReferrerKind: "police", Reference: "anna-2", ComplaintKind: "noise",
		Summary: "anna", Wijk: areas.Wijk{Code: "WK003401", Edition: 2022}, Team: "haven",
		Register: civil.Date{Year: 2022, Month: time.March, Day: 1}, Parties: []domain.MediationParty{{ResidentID: "anna"}},
		State: domain.MediationClosed, StateDate: civil.Date{Year: 2022, Month: time.April, Day: 9}, Outcome: domain.MediationImproved,
	}
	said := &supportv1.MediationSaved{
		Id: m.ID, Version: 4, ReferrerKind: supportv1.ReferrerKind_REFERRER_KIND_POLICE,
		ComplaintKind: supportv1.ComplaintKind_COMPLAINT_KIND_NOISE, WijkCode: "WK003401", WijkYear: 2022, Stadsdeel: "haven",
		Team: "haven", RegisterDate: "2022-03-01", State: supportv1.MediationState_MEDIATION_STATE_CLOSED, StateDate: "2022-04-09",
		Outcome: supportv1.MediationOutcome_MEDIATION_OUTCOME_IMPROVED, Successful: true, LeadDays: 39,
	}
	open := m
	open.Version, open.State, open.StateDate, open.Outcome = 1, domain.MediationRegistered, m.Register, ""
	saidOpen := &supportv1.MediationSaved{
		Id: m.ID, Version: 1, ReferrerKind: said.GetReferrerKind(), ComplaintKind: said.GetComplaintKind(), WijkCode: "WK003401",
		WijkYear: 2022, Stadsdeel: "haven", Team: "haven", RegisterDate: "2022-03-01",
		State: supportv1.MediationState_MEDIATION_STATE_REGISTERED, StateDate: "2022-03-01",
	}
	return []golden{
		{
			file: "mediation_saved_closed.binpb", says: said, today: events.MediationSaved(m, "haven"), noun: "mediation.saved",
			subject: m.ID,
		},
		{
			file: "mediation_saved_registered.binpb", says: saidOpen, today: events.MediationSaved(open, "haven"),
			noun: "mediation.saved", subject: m.ID,
		},
	}
}
