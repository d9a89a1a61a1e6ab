package volunteers_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/services/volunteers"
)

func TestEachWrongSettingOfTheOrganisationIsAProblem(t *testing.T) {
	file := func(content string) string {
		path := filepath.Join(t.TempDir(), "agreement.txt")
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
		return path
	}
	for name, tt := range map[string]struct {
		set  volunteers.Organisation
		want []string
	}{
		"nothing":          {volunteers.Organisation{}, nil},
		"all":              {volunteers.Organisation{Name: "Welzijn Voorbeeld", Place: "Almere", Agreement: file("# Einde\n\nKlaar.")}, nil},
		"two lines":        {volunteers.Organisation{Name: "Welzijn\nVoorbeeld", Place: " "}, []string{"organisation.name", "organisation.place"}},
		"an absent text":   {volunteers.Organisation{Agreement: "/nowhere/agreement.txt"}, []string{"organisation.agreement-text"}},
		"a text of no use": {volunteers.Organisation{Agreement: file("Hallo {naam}")}, []string{"organisation.agreement-text"}},
	} {
		t.Run(name, func(t *testing.T) {
			c := volunteers.Defaults()
			c.Organisation = tt.set
			var got []string
			for _, p := range c.Validate() {
				got = append(got, p.Key)
			}
			require.Equal(t, tt.want, got)
		})
	}
}
