package domain_test

import (
	"testing"
	"time"
	_ "time/tzdata" // the zone, also where the machine has none

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/period"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

func amsterdam(t require.TestingT) *time.Location {
	zone, err := time.LoadLocation("Europe/Amsterdam")
	require.NoError(t, err)
	return zone
}

// hour answers an hour of 20 June 2022 in Amsterdam.
func hour(n int) time.Time { return time.Date(2022, 6, 20, n-2, 0, 0, 0, time.UTC) }

func hours(from, to int) period.Period { return period.Period{Start: hour(from), End: hour(to)} }

// works is a shift of a person.
func works(id, personID string, p period.Period) domain.Shift {
	return domain.Shift{
		ID: id, RoleID: "role", AssignmentID: "assignment of " + personID, PersonID: personID, State: domain.ShiftPlanned, Period: p,
		Date: civil.Date{Year: 2022, Month: 6, Day: 20}, Version: 1,
	}
}

// shifting is a shift that nothing is wrong with, and what is known.
func shifting(t *testing.T) (domain.Shift, domain.Shifting) {
	work := domain.Work{PersonID: "bea"}
	work.RoleID, work.State, work.Start = "role", domain.Working, date(t, "2022-03-01")
	return works("a", "bea", hours(10, 12)), domain.Shifting{
		Now: hour(9), Zone: amsterdam(t), Role: &domain.Role{ID: "role", Name: "Taalcoach", Start: date(t, "2020-01-01")}, Work: &work,
		Engagement:  &domain.Engagement{State: domain.Engaged, Start: date(t, "2021-01-04"), StateDate: date(t, "2021-02-01")},
		Suitability: domain.Suitability{Policy: domain.CertificatePolicy{VOGMonths: 36}},
	}
}

func TestShiftAnswersEveryRuleItBreaks(t *testing.T) {
	vog := []domain.RequiredCertificate{{Kind: domain.VOG}}
	held := func(issued string) []domain.Certificate {
		return []domain.Certificate{{ID: "c", Kind: domain.VOG, Issued: date(t, issued), Seen: date(t, issued)}}
	}
	for name, c := range map[string]struct {
		change func(s *domain.Shift, in *domain.Shifting)
		want   []string
	}{
		"right":     {func(*domain.Shift, *domain.Shifting) {}, nil},
		"open":      {func(s *domain.Shift, in *domain.Shifting) { s.AssignmentID, s.PersonID, in.Work = "", "", nil }, nil},
		"no role":   {func(_ *domain.Shift, in *domain.Shifting) { in.Role = nil }, []string{"role_id ROLE_UNKNOWN"}},
		"role over": {func(_ *domain.Shift, in *domain.Shifting) { in.Role.End = date(t, "2022-06-19") }, []string{"role_id ROLE_NOT_FULFILLED"}},
		"the last day of the role": {func(_ *domain.Shift, in *domain.Shifting) {
			in.Role.End = date(t, "2022-06-20")
		}, nil},
		"it begins now": {func(_ *domain.Shift, in *domain.Shifting) { in.Now = hour(10) }, []string{"date IN_PAST"}},
		"its session begins now": {func(s *domain.Shift, in *domain.Shifting) {
			s.SessionID, in.Now = "s", hour(10)
		}, []string{"session_id IN_PAST"}},
		"of the past, by an importer": {func(_ *domain.Shift, in *domain.Shifting) { in.Now, in.Importing = hour(13), true }, nil},
		"no assignment":               {func(_ *domain.Shift, in *domain.Shifting) { in.Work = nil }, []string{"assignment_id ASSIGNMENT_UNKNOWN"}},
		"erased":                      {func(_ *domain.Shift, in *domain.Shifting) { in.Work.Erased = true }, []string{"assignment_id PERSON_ERASED"}},
		"of another role": {
			func(_ *domain.Shift, in *domain.Shifting) { in.Work.RoleID = "other" }, []string{"assignment_id ASSIGNMENT_OF_OTHER_ROLE"},
		},
		"confirmed": {func(_ *domain.Shift, in *domain.Shifting) { in.Work.State = domain.Confirmed }, nil},
		"introduced": {
			func(_ *domain.Shift, in *domain.Shifting) { in.Work.State = domain.Introduced }, []string{"assignment_id ASSIGNMENT_NOT_ACTIVE"},
		},
		"before the assignment": {
			func(_ *domain.Shift, in *domain.Shifting) { in.Work.Start = date(t, "2022-06-21") }, []string{"assignment_id ASSIGNMENT_NOT_ACTIVE"},
		},
		"the last day of the assignment": {func(_ *domain.Shift, in *domain.Shifting) {
			in.Work.State, in.Work.End = domain.Ended, date(t, "2022-06-20")
		}, nil},
		"after the assignment": {func(_ *domain.Shift, in *domain.Shifting) {
			in.Work.State, in.Work.End = domain.Ended, date(t, "2022-06-19")
		}, []string{"assignment_id ASSIGNMENT_NOT_ACTIVE"}},
		"a pause": {
			func(_ *domain.Shift, in *domain.Shifting) { in.Engagement.State = domain.Paused }, []string{"assignment_id ENGAGEMENT_NOT_ACTIVE"},
		},
		"a pause, of the past by an importer": {func(_ *domain.Shift, in *domain.Shifting) {
			in.Engagement.State, in.Importing, in.Now = domain.Paused, true, hour(13)
		}, nil},
		"without a VOG": {func(_ *domain.Shift, in *domain.Shifting) { in.Role.Certificates = vog }, []string{"assignment_id CERTIFICATE_MISSING"}},
		"without a VOG, of the past by an importer": {func(_ *domain.Shift, in *domain.Shifting) {
			in.Role.Certificates, in.Importing, in.Now = vog, true, hour(13)
		}, nil},
		"without a VOG, to come, also by an importer": {func(_ *domain.Shift, in *domain.Shifting) { in.Role.Certificates, in.Importing = vog, true }, []string{"assignment_id CERTIFICATE_MISSING"}},
		"a VOG that counts on the day": {func(_ *domain.Shift, in *domain.Shifting) {
			in.Role.Certificates, in.Suitability.Held = vog, held("2019-06-20")
		}, nil},
		"a VOG that ran out the day before": {func(_ *domain.Shift, in *domain.Shifting) {
			in.Role.Certificates, in.Suitability.Held = vog, held("2019-06-19")
		}, []string{"assignment_id CERTIFICATE_EXPIRED"}},
		"eighteen on the day": {func(_ *domain.Shift, in *domain.Shifting) {
			in.Role.MinAge, in.Suitability.Birth = 18, person.Birth{Date: date(t, "2004-06-20")}
		}, nil},
		"eighteen the day after": {func(_ *domain.Shift, in *domain.Shifting) {
			in.Role.MinAge, in.Suitability.Birth = 18, person.Birth{Date: date(t, "2004-06-21")}
		}, []string{"assignment_id UNDER_AGE"}},
		"too young, of the past by an importer": {func(_ *domain.Shift, in *domain.Shifting) {
			in.Role.MinAge, in.Suitability.Birth, in.Importing, in.Now = 18, person.Birth{Year: 2010}, true, hour(13)
		}, []string{"assignment_id UNDER_AGE"}},
		"an age that is not known": {func(_ *domain.Shift, in *domain.Shifting) { in.Role.MinAge = 18 }, []string{"assignment_id AGE_UNKNOWN"}},
		"an age that is not known, of the past by an importer": {func(_ *domain.Shift, in *domain.Shifting) {
			in.Role.MinAge, in.Importing, in.Now = 18, true, hour(13)
		}, nil},
		"two others in the way": {func(_ *domain.Shift, in *domain.Shifting) {
			in.Others = []domain.Shift{works("b", "bea", hours(9, 11)), works("c", "bea", hours(11, 13))}
		}, []string{"assignment_id OVERLAP", "assignment_id OVERLAP"}},
		"overridden for no reason": {
			func(_ *domain.Shift, in *domain.Shifting) { in.Override = &domain.Override{} }, []string{"overlap_override.reason OVERRIDE_WITHOUT_REASON"},
		},
		"it could be put nowhere": {func(s *domain.Shift, in *domain.Shifting) {
			s.Period, in.Work.RoleID, in.Engagement.State = period.Period{}, "other", domain.Paused
		}, []string{"assignment_id ASSIGNMENT_OF_OTHER_ROLE"}},
		"everything at once": {func(_ *domain.Shift, in *domain.Shifting) {
			in.Role.End, in.Now, in.Role.MinAge, in.Role.Certificates = date(t, "2022-06-01"), hour(13), 18, vog
			in.Work.RoleID, in.Work.State, in.Engagement.State = "other", domain.Declined, domain.Left
			in.Others = []domain.Shift{works("b", "bea", hours(9, 11))}
		}, []string{
			"role_id ROLE_NOT_FULFILLED", "date IN_PAST", "assignment_id ASSIGNMENT_OF_OTHER_ROLE", "assignment_id ASSIGNMENT_NOT_ACTIVE",
			"assignment_id ENGAGEMENT_NOT_ACTIVE", "assignment_id CERTIFICATE_MISSING", "assignment_id AGE_UNKNOWN", "assignment_id OVERLAP",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			s, in := shifting(t)
			c.change(&s, &in)
			require.Equal(t, c.want, reasonsOf(s.Check(in)))
		})
	}
}

func TestOverlapIsOfOnePersonAtOneTime(t *testing.T) {
	for name, c := range map[string]struct {
		change func(s, other *domain.Shift)
		want   bool
	}{
		"another of the person":         {func(_, _ *domain.Shift) {}, true},
		"one that ends as it begins":    {func(_, o *domain.Shift) { o.Period = hours(8, 10) }, false},
		"one that begins as it ends":    {func(_, o *domain.Shift) { o.Period = hours(12, 13) }, false},
		"of somebody else":              {func(_, o *domain.Shift) { o.PersonID = "cem" }, false},
		"an open one":                   {func(_, o *domain.Shift) { o.AssignmentID, o.PersonID = "", "" }, false},
		"a cancelled one":               {func(_, o *domain.Shift) { o.State = domain.ShiftCancelled }, false},
		"one that was moved away":       {func(_, o *domain.Shift) { o.Period = hours(14, 15) }, false},
		"itself":                        {func(s, o *domain.Shift) { o.ID = s.ID }, false},
		"of another assignment of hers": {func(_, o *domain.Shift) { o.AssignmentID = "other" }, true},
	} {
		s, other := works("a", "bea", hours(10, 12)), works("b", "bea", hours(11, 13))
		c.change(&s, &other)
		require.Equal(t, c.want, len(s.CheckOverlap([]domain.Shift{other}, nil, amsterdam(t))) > 0, name)
		require.Equal(t, c.want, len(other.InTheWay([]domain.Shift{s})) > 0, "the other way: "+name)
	}
}

func TestOverlapSaysWhenOnTheClockOnTheWall(t *testing.T) {
	s := works("a", "bea", hours(10, 12))
	broken := s.CheckOverlap([]domain.Shift{works("b", "bea", hours(11, 13))}, nil, amsterdam(t))
	require.Equal(t, "The person has shift b from 2022-06-20 11:00 to 2022-06-20 13:00.", broken[0].Text)
}

func TestReasonOfOverrideIsKeptWhereItWasNeeded(t *testing.T) {
	for name, c := range map[string]struct {
		others []domain.Shift
		want   string
	}{
		"needed":     {[]domain.Shift{works("b", "bea", hours(11, 13))}, "helpt bij beide"},
		"not needed": {nil, ""},
	} {
		s, in := shifting(t)
		s.Override = "of before"
		in.Others, in.Override = c.others, &domain.Override{Reason: "helpt bij beide"}
		require.Empty(t, s.Check(in), name)
		require.Equal(t, c.want, s.Override, name)
	}
}
