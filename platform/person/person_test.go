package person_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/person"
)

func TestPersonBreaksEveryRuleItBreaksAtOnce(t *testing.T) {
	tests := map[string]struct {
		p    person.Person
		want []string
	}{
		"a surname is enough":       {person.Person{Surname: "de Vries"}, nil},
		"no name":                   {person.Person{Surname: " - "}, []string{"surname NAME_MISSING"}},
		"names over two lines":      {person.Person{Surname: "a\nb", GivenName: "c\td"}, []string{"surname NAME_INVALID", "given_name NAME_INVALID"}},
		"born today":                {person.Person{Surname: "x", Birth: person.Birth{Date: date(t, "2022-06-15")}}, nil},
		"born tomorrow":             {person.Person{Surname: "x", Birth: person.Birth{Date: date(t, "2022-06-16")}}, []string{"birth_date BIRTH_DATE_IN_FUTURE"}},
		"born this year":            {person.Person{Surname: "x", Birth: person.Birth{Year: 2022}}, nil},
		"born next year":            {person.Person{Surname: "x", Birth: person.Birth{Year: 2023}}, []string{"birth_year BIRTH_DATE_IN_FUTURE"}},
		"120 years old":             {person.Person{Surname: "x", Birth: person.Birth{Year: 1902}}, nil},
		"older":                     {person.Person{Surname: "x", Birth: person.Birth{Year: 1901}}, []string{"birth_year BIRTH_DATE_TOO_LONG_AGO"}},
		"another year than the day": {person.Person{Surname: "x", Birth: person.Birth{Date: date(t, "1990-05-06"), Year: 1991}}, []string{"birth_year BIRTH_YEAR_DIFFERS"}},
		"e-mail":                    {person.Person{Surname: "x", Email: "anna.de-vries@example.nl"}, nil},
		"e-mail with a name":        {person.Person{Surname: "x", Email: "Anna <anna@example.nl>"}, []string{"email EMAIL_INVALID"}},
		"telephone":                 {person.Person{Surname: "x", Telephone: "+31 (0)36-527 85 00"}, nil},
		"telephone that is short":   {person.Person{Surname: "x", Telephone: "112"}, []string{"telephone TELEPHONE_INVALID"}},
		"everything": {
			person.Person{Email: "x", Telephone: "geheim", Birth: person.Birth{Year: 2100}},
			[]string{"surname NAME_MISSING", "birth_year BIRTH_DATE_IN_FUTURE", "email EMAIL_INVALID", "telephone TELEPHONE_INVALID"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, f := range tt.p.Check(date(t, "2022-06-15")) {
				require.NotEmpty(t, f.Text)
				require.NotContains(t, f.Text, "geheim", "a violation says nothing about a person")
				got = append(got, f.Path+" "+f.Reason)
			}
			require.Equal(t, tt.want, got)
		})
	}
}

func TestWhoStaysIsCompletedAndNeverOverruled(t *testing.T) {
	duplicate := person.Person{
		GivenName: "Anna", Surname: "Vries", Birth: person.Birth{Date: date(t, "1990-05-06")}, Email: "a@b.nl", Telephone: "036-5278500",
	}
	want := duplicate
	want.Surname = "de Vries"
	require.Equal(t, want, person.Person{Surname: "de Vries"}.Complete(duplicate))
	full := duplicate
	full.GivenName, full.Email = "Anne", "c@d.nl"
	require.Equal(t, full, full.Complete(duplicate))

	for name, tt := range map[string]struct{ mine, want person.Birth }{
		"the year becomes the date": {person.Birth{Year: 1990}, duplicate.Birth},
		"another year stays":        {person.Birth{Year: 1991}, person.Birth{Year: 1991}},
		"another date stays":        {person.Birth{Date: date(t, "1990-05-07")}, person.Birth{Date: date(t, "1990-05-07")}},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, tt.want, tt.mine.Complete(duplicate.Birth)) })
	}
}
