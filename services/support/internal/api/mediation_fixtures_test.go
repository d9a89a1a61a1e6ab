package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
)

// The states and outcomes of mediations, in short.
const (
	mRegistered = supportv1.MediationState_MEDIATION_STATE_REGISTERED
	mIntake     = supportv1.MediationState_MEDIATION_STATE_INTAKE
	mHeard      = supportv1.MediationState_MEDIATION_STATE_OTHER_PARTY_HEARD
	mTalk       = supportv1.MediationState_MEDIATION_STATE_MEDIATION
	mClosed     = supportv1.MediationState_MEDIATION_STATE_CLOSED

	resolved = supportv1.MediationOutcome_MEDIATION_OUTCOME_RESOLVED
	advised  = supportv1.MediationOutcome_MEDIATION_OUTCOME_ADVICE

	police = supportv1.ReferrerKind_REFERRER_KIND_POLICE
	self   = supportv1.ReferrerKind_REFERRER_KIND_SELF

	complainant = supportv1.PartyRole_PARTY_ROLE_COMPLAINANT
	otherParty  = supportv1.PartyRole_PARTY_ROLE_OTHER_PARTY
)

// Three volunteers.
const (
	firstVolunteer  = "0190a5b2-0000-7000-8000-00000000000a"
	secondVolunteer = "0190a5b2-0000-7000-8000-00000000000b"
	thirdVolunteer  = "0190a5b2-0000-7000-8000-00000000000c"
)

// quarrel answers a mediation that may be registered, changed by change. What is said would name somebody.
func quarrel(change ...func(*supportv1.Mediation)) *supportv1.Mediation {
	m := &supportv1.Mediation{
		ReferrerKind: police, ReferrerReference: "PL0900-1", ComplaintKind: supportv1.ComplaintKind_COMPLAINT_KIND_NOISE,
		Summary: "De hond van mevrouw Haagwinde blaft.", WijkCode: "WK003401", WijkYear: 2022, Team: "haven", RegisterDate: "2026-11-16",
		Parties: []*supportv1.MediationParty{
			{
				Role: complainant, HouseholdKind: supportv1.HouseholdKind_HOUSEHOLD_KIND_FAMILY,
				Tenure: supportv1.Tenure_TENURE_SOCIAL_RENT, HouseKind: supportv1.HouseKind_HOUSE_KIND_FLAT,
				AgeBand: supportv1.PartyAgeBand_PARTY_AGE_BAND_27_TO_44,
			},
			{Role: otherParty},
		},
	}
	for _, change := range change {
		change(m)
	}
	return m
}

// between makes residents the parties of a mediation, in their order.
func between(residentIDs ...string) func(*supportv1.Mediation) {
	return func(m *supportv1.Mediation) {
		for i, id := range residentIDs {
			m.Parties[i].ResidentId = id
		}
	}
}

// over answers a mediation that is closed with an outcome, as an importer records it.
func over(outcome supportv1.MediationOutcome) func(*supportv1.Mediation) {
	return func(m *supportv1.Mediation) {
		m.State, m.StateDate, m.Outcome = mClosed, proto.String("2026-11-20"), outcome
	}
}

// aMediation is registered by the worker.
func (r *rig) aMediation(t testing.TB, change ...func(*supportv1.Mediation)) *supportv1.Mediation {
	t.Helper()
	m, err := r.mediations.CreateMediation(r.worker(t), &supportv1.CreateMediationRequest{Mediation: quarrel(change...)})
	require.NoError(t, err)
	return m
}

// aClosedMediation is recorded by an importer.
func (r *rig) aClosedMediation(
	t testing.TB, outcome supportv1.MediationOutcome, change ...func(*supportv1.Mediation),
) *supportv1.Mediation {
	t.Helper()
	m, err := r.mediations.CreateMediation(r.importing(t), &supportv1.CreateMediationRequest{
		Mediation: quarrel(append(change, over(outcome))...),
	})
	require.NoError(t, err)
	return m
}

// mediates has the worker take a mediation to its next state, on the day of the tests.
func (r *rig) mediates(
	t testing.TB, id string, to supportv1.MediationState, change ...func(*supportv1.MediationTransition),
) error {
	t.Helper()
	step := &supportv1.MediationTransition{To: to, Date: "2026-11-26"}
	for _, change := range change {
		change(step)
	}
	_, err := r.mediations.CreateMediationTransition(r.worker(t), &supportv1.CreateMediationTransitionRequest{
		MediationId: id, Transition: step,
	})
	return err
}

// with gives a step an outcome.
func with(outcome supportv1.MediationOutcome) func(*supportv1.MediationTransition) {
	return func(s *supportv1.MediationTransition) { s.Outcome = outcome }
}

// assigns has the worker assign a volunteer to a mediation from a date.
func (r *rig) assigns(t testing.TB, id, volunteer, start string) (*supportv1.MediatorAssignment, error) {
	t.Helper()
	return r.mediations.CreateMediatorAssignment(r.worker(t), &supportv1.CreateMediatorAssignmentRequest{
		MediationId: id, MediatorAssignment: &supportv1.MediatorAssignment{VolunteerId: volunteer, StartDate: start},
	})
}

// readMediation answers a mediation as the worker reads it.
func (r *rig) readMediation(t testing.TB, id string) *supportv1.Mediation {
	t.Helper()
	m, err := r.mediations.GetMediation(r.worker(t), &supportv1.GetMediationRequest{Id: id})
	require.NoError(t, err)
	return m
}

// mediationNotYours is how a mediation is refused that is not there or not of the caller.
func mediationNotYours() refusal {
	return refusal{code: codes.PermissionDenied, reason: "MEDIATION_NOT_YOURS"}
}

// fails is how something is refused that cannot be done now.
func fails(reason string) refusal { return refusal{code: codes.FailedPrecondition, reason: reason} }
