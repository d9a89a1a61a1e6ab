package domain_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

func TestNobodyApprovesWhatIsOnesOwn(t *testing.T) {
	for name, tt := range map[string]struct {
		of, approver string
		refused      bool
	}{
		"the person itself":          {"p", "p", true},
		"another who helps":          {"p", "q", false},
		"who is nobody who helps":    {"p", "", false},
		"of nobody, by nobody known": {"", "", false},
	} {
		t.Run(name, func(t *testing.T) {
			hours := domain.Hours{PersonID: tt.of}.RefuseOwn(tt.approver)
			claim := domain.ExpenseClaim{PersonID: tt.of}.RefuseOwn(tt.approver)
			require.Equal(t, tt.refused, fault.Is(hours, "OWN_HOURS"), "%v", hours)
			require.Equal(t, tt.refused, fault.Is(claim, "OWN_CLAIM"), "%v", claim)
			require.Equal(t, tt.refused, hours != nil && claim != nil)
		})
	}
}

func TestWhoWorkedTakesBackOnlyWhatWaits(t *testing.T) {
	for _, from := range []domain.HoursState{
		domain.HoursSubmitted, domain.HoursApproved, domain.HoursRejected, domain.HoursWithdrawn,
	} {
		h := domain.Hours{State: from}
		err := h.Decide(&domain.HoursDecision{State: domain.HoursWithdrawn, Own: true})
		require.Equal(t, from == domain.HoursSubmitted, err == nil, "%s: %v", from, err)
		if from == domain.HoursApproved {
			require.True(t, fault.Is(err, "HOURS_APPROVED"), "%v", err)
			require.Equal(t, domain.HoursApproved, h.State)
		}
	}
}

func TestOwnDataIsChangedButForWhoThatIs(t *testing.T) {
	was := domain.Person{Person: person.Person{
		GivenName: "Bea", Surname: "Jansen", Email: "b@example.nl", Birth: person.Birth{Date: date(t, "1980-03-04")},
	}}
	for name, tt := range map[string]struct {
		change func(*domain.Person)
		want   []string
	}{
		"nothing": {func(*domain.Person) {}, nil},
		"how to be reached and what one can": {func(p *domain.Person) {
			p.Email, p.Telephone, p.Wijk.Code, p.Skills = "", "06", "WK003401", []string{"a"}
			p.Languages, p.Interests, p.Availability = []string{"nl"}, []string{"b"}, []domain.Availability{{Weekday: "monday"}}
		}, nil},
		"who one is": {func(p *domain.Person) {
			p.GivenName, p.Surname, p.Birth = "", "Smit", person.Birth{Year: 1980}
		}, []string{
			"given_name FIELD_NOT_YOURS", "surname FIELD_NOT_YOURS", "birth_date FIELD_NOT_YOURS", "birth_year FIELD_NOT_YOURS",
		}},
		"the date": {func(p *domain.Person) { p.Birth.Date = civil.Date{} }, []string{"birth_date FIELD_NOT_YOURS"}},
	} {
		t.Run(name, func(t *testing.T) {
			p := was
			tt.change(&p)
			require.Equal(t, tt.want, reasonsOf(p.CheckOwnChange(was)))
		})
	}
}
