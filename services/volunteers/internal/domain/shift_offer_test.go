package domain_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/period"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

// noon is when the offers of the tests are made and answered.
func noon() time.Time { return time.Date(2022, 6, 15, 12, 0, 0, 0, time.UTC) }

// inHours is a time from so many hours after noon up to so many.
func inHours(from, to int) period.Period {
	return period.Period{
		Start: noon().Add(time.Duration(from) * time.Hour), End: noon().Add(time.Duration(to) * time.Hour),
	}
}

// shiftOf is a shift that a person has tomorrow; of nobody where the person is "".
func shiftOf(id, personID string) domain.Shift {
	s := domain.Shift{
		ID: id, RoleID: "coach", PersonID: personID, Period: inHours(24, 26), State: domain.ShiftPlanned, Version: 1,
	}
	if personID != "" {
		s.AssignmentID = "of-" + personID
	}
	return s
}

func reason(t testing.TB, err error) string {
	t.Helper()
	if err == nil {
		return ""
	}
	var f *fault.Error
	require.True(t, errors.As(err, &f), "%v", err)
	if len(f.Fields) > 0 {
		return f.Fields[0].Reason
	}
	return f.Reason
}

func TestKindOfAnOfferFollowsFromWhoHasTheShift(t *testing.T) {
	cancelled, begun := shiftOf("a", "bea"), shiftOf("a", "bea")
	cancelled.State, begun.Period = domain.ShiftCancelled, inHours(0, 2)
	for name, c := range map[string]struct {
		shift domain.Shift
		swap  bool
		kind  domain.ShiftOfferKind
		want  string
	}{
		"nobody has it":               {shiftOf("a", ""), false, domain.OfferOfOpen, ""},
		"somebody wants to be rid":    {shiftOf("a", "bea"), false, domain.OfferHandover, ""},
		"somebody wants another":      {shiftOf("a", "bea"), true, domain.OfferSwap, ""},
		"nobody wants another":        {shiftOf("a", ""), true, "", "SWAP_OF_OPEN_SHIFT"},
		"it was cancelled":            {cancelled, false, "", "SHIFT_CANCELLED"},
		"it begins at this very time": {begun, false, "", "SHIFT_BEGUN"},
	} {
		o, err := c.shift.Offer(c.swap, noon())
		require.Equal(t, c.want, reason(t, err), name)
		if err == nil {
			require.Equal(t, domain.ShiftOffer{
				ShiftID: "a", AssignmentID: c.shift.AssignmentID, Kind: c.kind, State: domain.OfferOpen,
			}, o, name)
		}
	}
}

func TestOfferIsTakenOrWithdrawnOnceWhileItStands(t *testing.T) {
	for name, c := range map[string]struct {
		change         func(*domain.ShiftOffer, *domain.Shift)
		take, withdraw string
	}{
		"open":      {func(*domain.ShiftOffer, *domain.Shift) {}, "", ""},
		"taken":     {func(o *domain.ShiftOffer, _ *domain.Shift) { o.State = domain.OfferTaken }, "OFFER_TAKEN", "OFFER_TAKEN"},
		"withdrawn": {func(o *domain.ShiftOffer, _ *domain.Shift) { o.State = domain.OfferWithdrawn }, "OFFER_WITHDRAWN", "OFFER_WITHDRAWN"},
		"begun":     {func(_ *domain.ShiftOffer, s *domain.Shift) { s.Period = inHours(0, 1) }, "OFFER_EXPIRED", "OFFER_EXPIRED"},
		"taken and begun": {func(o *domain.ShiftOffer, s *domain.Shift) {
			o.State, s.Period = domain.OfferTaken, inHours(0, 1)
		}, "OFFER_TAKEN", "OFFER_TAKEN"},
		"cancelled":  {func(_ *domain.ShiftOffer, s *domain.Shift) { s.State = domain.ShiftCancelled }, "SHIFT_CANCELLED", ""},
		"reassigned": {func(_ *domain.ShiftOffer, s *domain.Shift) { s.AssignmentID = "of-cem" }, "SHIFT_REASSIGNED", ""},
	} {
		s := shiftOf("a", "bea")
		o, err := s.Offer(false, noon())
		require.NoError(t, err)
		o.Version = 1
		c.change(&o, &s)
		taken, withdrawn := o, o
		require.Equal(t, c.take, reason(t, taken.TakeBy("of-dirk", s, noon())), name)
		require.Equal(t, c.withdraw, reason(t, withdrawn.Withdraw(s, noon())), name)
		if c.take == "" {
			require.Equal(t, []any{domain.OfferTaken, "of-dirk", int64(2), noon()}, []any{taken.State, taken.TakenBy, taken.Version, taken.Updated})
		} else {
			require.Equal(t, o, taken, "%s: what is refused changes nothing", name)
		}
		if c.withdraw == "" {
			require.Equal(t, domain.OfferWithdrawn, withdrawn.State, name)
		}
	}
}

func TestAnswerIsDecidedOnOnce(t *testing.T) {
	steps := map[domain.ShiftOfferResponseStep]domain.ShiftOfferResponseState{
		domain.AcceptResponse: domain.ResponseAccepted, domain.DeclineResponse: domain.ResponseDeclined,
		domain.WithdrawResponse: domain.ResponseWithdrawn,
	}
	for state, want := range map[domain.ShiftOfferResponseState]string{
		domain.ResponsePending: "", domain.ResponseAccepted: "RESPONSE_ACCEPTED", domain.ResponseDeclined: "RESPONSE_DECLINED",
		domain.ResponseWithdrawn: "RESPONSE_WITHDRAWN",
	} {
		for step, to := range steps {
			r := domain.ShiftOfferResponse{State: state, Version: 1}
			require.Equal(t, want, reason(t, r.Step(step, noon())), "%s %s", state, step)
			if want != "" {
				to = state
			}
			require.Equal(t, to, r.State, "%s %s", state, step)
		}
	}
}

func TestShiftInReturnIsGivenOnlyAndAlwaysWithASwap(t *testing.T) {
	swap, handover := domain.ShiftOffer{Kind: domain.OfferSwap}, domain.ShiftOffer{Kind: domain.OfferHandover}
	is := func(change func(*domain.Shift)) *domain.Shift {
		s := shiftOf("r", "cem")
		change(&s)
		return &s
	}
	right := is(func(*domain.Shift) {})
	for name, c := range map[string]struct {
		offer    domain.ShiftOffer
		id       string
		returned *domain.Shift
		want     []string
	}{
		"right":             {swap, "r", right, nil},
		"none asked":        {handover, "", nil, nil},
		"none given":        {swap, "", nil, []string{"return_shift_id RETURN_SHIFT_MISSING"}},
		"given for nothing": {handover, "r", right, []string{"return_shift_id RETURN_SHIFT_UNEXPECTED"}},
		"unknown":           {swap, "r", nil, []string{"return_shift_id RETURN_SHIFT_UNKNOWN"}},
		"of another role": {
			swap, "r", is(func(s *domain.Shift) { s.RoleID = "cook" }), []string{"return_shift_id RETURN_SHIFT_OF_OTHER_ROLE"},
		},
		"of somebody else": {
			swap, "r", is(func(s *domain.Shift) { s.AssignmentID = "of-dirk" }), []string{"return_shift_id RETURN_SHIFT_OF_SOMEBODY_ELSE"},
		},
		"of nobody": {
			swap, "r", is(func(s *domain.Shift) { s.AssignmentID = "" }), []string{"return_shift_id RETURN_SHIFT_OF_SOMEBODY_ELSE"},
		},
		"cancelled": {
			swap, "r", is(func(s *domain.Shift) { s.State = domain.ShiftCancelled }), []string{"return_shift_id RETURN_SHIFT_CANCELLED"},
		},
		"begun": {
			swap, "r", is(func(s *domain.Shift) { s.Period = inHours(-1, 1) }), []string{"return_shift_id RETURN_SHIFT_BEGUN"},
		},
	} {
		r := domain.ShiftOfferResponse{AssignmentID: "of-cem", ReturnShiftID: c.id}
		require.Equal(t, c.want, reasonsOf(r.Check(c.offer, shiftOf("a", "bea"), c.returned, "cem", noon())), name)
	}
}

func TestNobodyTakesWhatThePersonHas(t *testing.T) {
	own := domain.ShiftOfferResponse{AssignmentID: "of-bea"}.Check(
		domain.ShiftOffer{Kind: domain.OfferSwap}, shiftOf("a", "bea"), nil, "bea", noon())
	require.Equal(t, []string{"assignment_id OWN_OFFER", "return_shift_id RETURN_SHIFT_MISSING"}, reasonsOf(own))
	unknown := domain.ShiftOfferResponse{AssignmentID: "none"}.Check(
		domain.ShiftOffer{Kind: domain.OfferOfOpen}, shiftOf("a", ""), nil, "", noon())
	require.Empty(t, unknown, "what nobody has is nobody's own")
}

func TestSwapStandsWhileBothShiftsAreWhatWasAgreedTo(t *testing.T) {
	for name, c := range map[string]struct {
		change func(offered, returned *domain.Shift)
		want   string
	}{
		"nothing changed":     {func(_, _ *domain.Shift) {}, ""},
		"what tells no time":  {func(o, r *domain.Shift) { o.Version, r.Version, r.Place = 7, 8, "elsewhere" }, ""},
		"the offered moved":   {func(o, _ *domain.Shift) { o.Period = inHours(24, 27) }, "SHIFT_MOVED"},
		"the other cancelled": {func(_, r *domain.Shift) { r.State = domain.ShiftCancelled }, "RETURN_SHIFT_CANCELLED"},
		"the other begun":     {func(_, r *domain.Shift) { r.Period = inHours(0, 2) }, "RETURN_SHIFT_BEGUN"},
		"the other moved":     {func(_, r *domain.Shift) { r.Period = inHours(25, 27) }, "RETURN_SHIFT_MOVED"},
		"the other given away": {
			func(_, r *domain.Shift) { r.AssignmentID, r.PersonID = "of-dirk", "dirk" }, "RETURN_SHIFT_REASSIGNED",
		},
	} {
		offered, returned := shiftOf("a", "bea"), shiftOf("r", "cem")
		r := domain.ShiftOfferResponse{AssignmentID: "of-cem", At: offered.Period, ReturnAt: returned.Period}
		c.change(&offered, &returned)
		require.Equal(t, c.want, reason(t, r.Stands(offered, returned, noon())), name)
	}
}
