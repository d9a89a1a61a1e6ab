package handover_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	referralsv1 "github.com/deschoor/meedoen/proto/meedoen/referrals/v1"
)

func TestGivenNameIsEnoughOnlyWhereTheInboxSaysSo(t *testing.T) {
	named := func(given, surname string) *referralsv1.IncomingReferral {
		return referral("q1", func(m *referralsv1.IncomingReferral) { m.Person.GivenName, m.Person.Surname = given, surname })
	}
	onBoth(t, func(t *testing.T, r *rig) {
		_, err := r.TakeIn(call(t, "support"), named("Dieuwertje", ""))
		refuses(t, err, "REQUEST_INVALID", "referral.person.surname NAME_MISSING")
		r.GivenName = true
		_, err = r.TakeIn(call(t, "support"), named(" ", ""))
		refuses(t, err, "REQUEST_INVALID", "referral.person.surname NAME_MISSING")
		m, err := r.TakeIn(call(t, "support"), named("Dieuwertje", ""))
		require.NoError(t, err)
		require.Equal(t, "Dieuwertje", m.GetPerson().GetGivenName())
		require.Empty(t, m.GetPerson().GetSurname())
	})
}
