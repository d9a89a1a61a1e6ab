package api_test

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/period"
	"github.com/deschoor/meedoen/platform/sqldb"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/events"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

const (
	offerOpen      = volunteersv1.ShiftOfferState_SHIFT_OFFER_STATE_OPEN
	offerTaken     = volunteersv1.ShiftOfferState_SHIFT_OFFER_STATE_TAKEN
	offerWithdrawn = volunteersv1.ShiftOfferState_SHIFT_OFFER_STATE_WITHDRAWN
	offerExpired   = volunteersv1.ShiftOfferState_SHIFT_OFFER_STATE_EXPIRED

	waits          = volunteersv1.ShiftOfferResponseState_SHIFT_OFFER_RESPONSE_STATE_PENDING
	accepted       = volunteersv1.ShiftOfferResponseState_SHIFT_OFFER_RESPONSE_STATE_ACCEPTED
	refused        = volunteersv1.ShiftOfferResponseState_SHIFT_OFFER_RESPONSE_STATE_DECLINED
	takenBack      = volunteersv1.ShiftOfferResponseState_SHIFT_OFFER_RESPONSE_STATE_WITHDRAWN
	volunteerLogin = "login" // as the service sets the hashes of logins apart
)

// colleague works in a role, and calls as a volunteer.
type colleague struct {
	person     domain.Person
	engagement domain.Engagement
	assignment domain.Assignment
	ctx        context.Context
}

// aColleague works in a role since March 2021, where change does not say otherwise.
func (r *rig) aColleague(t testing.TB, role domain.Role, change ...func(*domain.Assignment)) (c colleague) {
	t.Helper()
	c.person = r.aPerson(t)
	c.engagement = r.anEngagement(t, c.person.ID)
	c.assignment = r.anAssignment(t, c.engagement.ID, role.ID, change...)
	subject := "login of " + c.person.ID
	hash := r.deps.Privacy.Lookup(events.Service, volunteerLogin).Hash(r.issuer.Issuer().Name, subject)
	at := sqldb.At(now())
	require.NoError(t, r.db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT INTO person_login (person_id, login_hash, version, created_at, updated_at) "+
			"VALUES ($1, $2, 1, $3, $4)", c.person.ID, hash, at, at)
		return err
	}))
	c.ctx = r.as(t, devissuer.Claims{Subject: subject, Roles: []string{"volunteer"}, Lifetime: 30 * 24 * time.Hour})
	return c
}

// office is a role, with some who work in it.
type office struct {
	role           domain.Role
	bea, cem, dirk colleague
}

func (r *rig) anOffice(t testing.TB, change ...func(*domain.Role)) (o office) {
	t.Helper()
	o.role = r.aRole(t, r.aProgramme(t), change...)
	o.bea, o.cem, o.dirk = r.aColleague(t, o.role), r.aColleague(t, o.role), r.aColleague(t, o.role)
	return o
}

// hasShift is a shift of somebody in the role, on 20 June from one hour to another; of nobody where the colleague is none.
func (r *rig) hasShift(t testing.TB, o office, c colleague, from, to int, change ...func(*domain.Shift)) domain.Shift {
	t.Helper()
	at := func(hour int) time.Time { return time.Date(2022, 6, 20, hour, 0, 0, 0, r.deps.Zone).UTC() }
	s := domain.Shift{
		ID: ids.New(), RoleID: o.role.ID, AssignmentID: c.assignment.ID, PersonID: c.person.ID,
		Date: civil.Date{Year: 2022, Month: time.June, Day: 20}, Period: period.Period{Start: at(from), End: at(to)},
		Place: "De Glasbak", State: domain.ShiftPlanned, Recorder: coordinatorSubject, Version: 1, Created: sqldb.At(now()).Time,
		Updated: sqldb.At(now()).Time,
	}
	for _, f := range change {
		f(&s)
	}
	r.write(t, func(ctx context.Context, st store.Store) error { return st.InsertShifts(ctx, []domain.Shift{s}) })
	return s
}

// shiftNow answers a shift as it is kept.
func (r *rig) shiftNow(t testing.TB, s domain.Shift) domain.Shift {
	t.Helper()
	found, err := store.Reading(r.db.Read()).Shift(t.Context(), s.ID)
	require.NoError(t, err)
	return found
}

// offer offers a shift, as who calls.
func (r *rig) offer(ctx context.Context, s domain.Shift, swap bool) (*volunteersv1.ShiftOffer, error) {
	return r.offers.CreateShiftOffer(ctx, &volunteersv1.CreateShiftOfferRequest{
		Offer: &volunteersv1.ShiftOffer{ShiftId: s.ID, Swap: swap},
	})
}

func (r *rig) mustOffer(ctx context.Context, t testing.TB, s domain.Shift, swap bool) *volunteersv1.ShiftOffer {
	t.Helper()
	o, err := r.offer(ctx, s, swap)
	require.NoError(t, err)
	return o
}

// offerNow answers an offer as a coordinator sees it.
func (r *rig) offerNow(t testing.TB, id string) *volunteersv1.ShiftOffer {
	t.Helper()
	o, err := r.offers.GetShiftOffer(r.coordinator(t), &volunteersv1.GetShiftOfferRequest{Id: id})
	require.NoError(t, err)
	return o
}

// answer answers an offer with the assignment of a colleague, as who calls.
func (r *rig) answer(
	ctx context.Context, offerID string, c colleague, change ...func(*volunteersv1.ShiftOfferResponse),
) (*volunteersv1.ShiftOfferResponse, error) {
	m := &volunteersv1.ShiftOfferResponse{AssignmentId: c.assignment.ID}
	for _, f := range change {
		f(m)
	}
	return r.offers.CreateShiftOfferResponse(ctx, &volunteersv1.CreateShiftOfferResponseRequest{OfferId: offerID, Response: m})
}

// inReturn has an answer give a shift in return.
func inReturn(s domain.Shift) func(*volunteersv1.ShiftOfferResponse) {
	return func(m *volunteersv1.ShiftOfferResponse) { m.ReturnShiftId = s.ID }
}

// responsesNow answers what became of the answers to an offer, by their ids.
func (r *rig) responsesNow(t testing.TB, offerID string) map[string]volunteersv1.ShiftOfferResponseState {
	t.Helper()
	answer, err := r.offers.ListShiftOfferResponses(r.coordinator(t), &volunteersv1.ListShiftOfferResponsesRequest{OfferId: offerID})
	require.NoError(t, err)
	states := map[string]volunteersv1.ShiftOfferResponseState{}
	for _, a := range answer.GetResponses() {
		states[a.GetId()] = a.GetState()
	}
	return states
}

func (r *rig) accept(
	ctx context.Context, a *volunteersv1.ShiftOfferResponse, override ...string,
) (*volunteersv1.ShiftOfferResponse, error) {
	m := &volunteersv1.ShiftOfferResponseAcceptance{}
	for _, why := range override {
		m.OverlapOverride = &volunteersv1.ShiftOverride{Reason: why}
	}
	return r.offers.CreateShiftOfferResponseAcceptance(ctx, &volunteersv1.CreateShiftOfferResponseAcceptanceRequest{
		ResponseId: a.GetId(), Acceptance: m,
	})
}

// stranger calls as a volunteer whose login nobody recorded.
func (r *rig) stranger(t testing.TB) context.Context {
	return r.as(t, devissuer.Claims{Subject: "nobody", Roles: []string{"volunteer"}})
}
