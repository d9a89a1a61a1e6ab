package domain_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
)

func somebody(change ...func(*domain.Participant)) domain.Participant {
	p := domain.Participant{Person: person.Person{Surname: "de Vries"}}
	for _, c := range change {
		c(&p)
	}
	return p
}

func TestParticipantBreaksEveryRuleItBreaksAtOnce(t *testing.T) {
	tests := map[string]struct {
		change func(*domain.Participant)
		want   []string
	}{
		"a surname is enough":       {func(*domain.Participant) {}, nil},
		"no name":                   {func(p *domain.Participant) { p.Surname = " - " }, []string{"surname NAME_MISSING"}},
		"a name over two lines":     {func(p *domain.Participant) { p.Surname, p.GivenName = "a\nb", "c\td" }, []string{"surname NAME_INVALID", "given_name NAME_INVALID"}},
		"born today":                {func(p *domain.Participant) { p.Birth.Date = date(t, "2022-06-15") }, nil},
		"born tomorrow":             {func(p *domain.Participant) { p.Birth.Date = date(t, "2022-06-16") }, []string{"birth_date BIRTH_DATE_IN_FUTURE"}},
		"born this year":            {func(p *domain.Participant) { p.Birth.Year = 2022 }, nil},
		"born next year":            {func(p *domain.Participant) { p.Birth.Year = 2023 }, []string{"birth_year BIRTH_DATE_IN_FUTURE"}},
		"120 years old":             {func(p *domain.Participant) { p.Birth.Year = 1902 }, nil},
		"older":                     {func(p *domain.Participant) { p.Birth.Year = 1901 }, []string{"birth_year BIRTH_DATE_TOO_LONG_AGO"}},
		"a year below zero":         {func(p *domain.Participant) { p.Birth.Year = -1 }, []string{"birth_year BIRTH_DATE_TOO_LONG_AGO"}},
		"a year beside the date":    {func(p *domain.Participant) { p.Birth = person.Birth{Date: date(t, "1990-05-06"), Year: 1990} }, nil},
		"another year":              {func(p *domain.Participant) { p.Birth = person.Birth{Date: date(t, "1990-05-06"), Year: 1991} }, []string{"birth_year BIRTH_YEAR_DIFFERS"}},
		"e-mail":                    {func(p *domain.Participant) { p.Email = "anna.de-vries@example.nl" }, nil},
		"e-mail with a name":        {func(p *domain.Participant) { p.Email = "Anna <anna@example.nl>" }, []string{"email EMAIL_INVALID"}},
		"e-mail of no domain":       {func(p *domain.Participant) { p.Email = "anna@localhost" }, []string{"email EMAIL_INVALID"}},
		"telephone":                 {func(p *domain.Participant) { p.Telephone = "+31 (0)36-527 85 00" }, nil},
		"telephone with a word":     {func(p *domain.Participant) { p.Telephone = "06 geheim" }, []string{"telephone TELEPHONE_INVALID"}},
		"telephone that is short":   {func(p *domain.Participant) { p.Telephone = "112" }, []string{"telephone TELEPHONE_INVALID"}},
		"wijk":                      {func(p *domain.Participant) { p.Wijk = areas.Wijk{Code: "WK003401", Edition: 2022} }, nil},
		"wijk of another edition":   {func(p *domain.Participant) { p.Wijk = areas.Wijk{Code: "WK003401", Edition: 1950} }, []string{"wijk_code WIJK_UNKNOWN"}},
		"an edition without a wijk": {func(p *domain.Participant) { p.Wijk.Edition = 2022 }, []string{"wijk_code WIJK_UNKNOWN"}},
		"everything": {func(p *domain.Participant) {
			*p = domain.Participant{Person: person.Person{Email: "x", Telephone: "x", Birth: person.Birth{Year: 2100}}, Wijk: areas.Wijk{Code: "x"}}
		}, []string{"surname NAME_MISSING", "email EMAIL_INVALID", "telephone TELEPHONE_INVALID", "birth_year BIRTH_DATE_IN_FUTURE", "wijk_code WIJK_UNKNOWN"}},
	}
	wijken, err := areas.Parse(areas.Almere)
	require.NoError(t, err)
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p := somebody(tt.change)
			broken := p.Check(date(t, "2022-06-15"), wijken)
			requireBroken(t, tt.want, broken)
			for _, f := range broken {
				for _, value := range []string{"geheim", "anna", "Anna", "1990"} {
					require.False(t, strings.Contains(f.Text, value), "a violation says nothing about a person")
				}
			}
		})
	}
}

func TestWhoStaysIsCompletedAndNeverOverruled(t *testing.T) {
	duplicate := domain.Participant{
		Person: person.Person{
			GivenName: "Anna", Surname: "Vries", Birth: person.Birth{Date: date(t, "1990-05-06")}, Email: "a@b.nl", Telephone: "036-5278500",
		},
		Wijk: areas.Wijk{Code: "WK003401", Edition: 2022},
	}
	bare := somebody()
	completed := bare.Complete(duplicate)
	want := duplicate
	want.Surname = bare.Surname
	require.Equal(t, want, completed)
	full := duplicate
	full.GivenName, full.Email, full.Wijk.Code = "Anne", "c@d.nl", "WK003402"
	require.Equal(t, full, full.Complete(duplicate))

	for name, tt := range map[string]struct{ mine, want person.Birth }{
		"the year becomes the date": {person.Birth{Year: 1990}, duplicate.Birth},
		"another year stays":        {person.Birth{Year: 1991}, person.Birth{Year: 1991}},
		"another date stays":        {person.Birth{Date: date(t, "1990-05-07")}, person.Birth{Date: date(t, "1990-05-07")}},
	} {
		t.Run(name, func(t *testing.T) {
			p := somebody(func(p *domain.Participant) { p.Birth = tt.mine })
			require.Equal(t, tt.want, p.Complete(duplicate).Birth)
		})
	}
}
