package activities_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/services/debtcounselling/activities"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
)

const head = "activity,purpose,basis,source\n"

func TestBuiltInActivitiesSayWhyAndOnWhichBasis(t *testing.T) {
	all, err := activities.Parse(activities.BuiltIn)
	require.NoError(t, err)
	require.Contains(t, all["debtcounselling/trajectories"].Basis, "Wet gemeentelijke schuldhulpverlening")
	require.Contains(t, all["debtcounselling/rights"].Basis, "AVG")
}

func TestActivityIsReadAsItIsWritten(t *testing.T) {
	all, err := activities.Parse([]byte(head + "kitchen/bread,om te bakken,een overeenkomst,the register\n"))
	require.NoError(t, err)
	require.Equal(t, domain.Activities{"kitchen/bread": {Purpose: "om te bakken", Basis: "een overeenkomst", Source: "the register"}}, all)
}

func TestEverythingThatIsWrongIsToldByLine(t *testing.T) {
	_, err := activities.Parse([]byte(head + "a,p,b,s\na,p,b,s\n,p,b,s\nb,,,\n"))
	for _, text := range []string{
		`line 3: "a" is missing or there twice`, `line 4: "" is missing or there twice`, "line 5: the purpose is missing",
		"the legal basis is missing", "where it was read is missing",
	} {
		require.ErrorContains(t, err, text)
	}
	_, err = activities.Parse([]byte("activity,why\n"))
	require.Error(t, err)
	_, err = activities.Parse([]byte("a,b,c,d\n"))
	require.ErrorContains(t, err, "the first line is activity,purpose,basis,source")
	_, err = activities.Parse(nil)
	require.Error(t, err)
}
