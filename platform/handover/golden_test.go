package handover_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	referralsv1 "github.com/deschoor/meedoen/proto/meedoen/referrals/v1"
)

// update writes the golden events that are missing. One that is there is never written again: it stands for events that
// were published, and what was published does not change.
var update = flag.Bool("update", false, "write the golden events that are missing")

func TestEventsOfThePastAreStillUnderstoodAndSaidToday(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		taken, refused := r.arrives(t, "q1").GetId(), r.arrives(t, "q2").GetId()
		require.NoError(t, r.accept(t, taken))
		require.NoError(t, r.decline(t, refused))
		today := r.events(t)[2:]
		for i, says := range []*referralsv1.ReferralSaved{
			{
				Id: "0190a5b2-0000-7000-8000-000000000001", Version: 2, Reference: "q1", Sender: "support", State: accepted,
				DecideDate: "2022-06-14", ResultId: "dish",
			},
			{
				Id: "0190a5b2-0000-7000-8000-000000000002", Version: 2, Reference: "q2", Sender: "support", State: declined,
				DecideDate: "2022-06-14", DeclineReason: referralsv1.ReferralDeclineReason_REFERRAL_DECLINE_REASON_NO_CAPACITY,
			},
		} {
			path := filepath.Join("testdata", []string{"referral_saved_accepted.binpb", "referral_saved_declined.binpb"}[i])
			if _, err := os.Stat(path); *update && os.IsNotExist(err) {
				data, err := proto.MarshalOptions{Deterministic: true}.Marshal(says)
				require.NoError(t, err)
				require.NoError(t, os.WriteFile(path, data, 0o644))
			}
			data, err := os.ReadFile(path)
			require.NoError(t, err)
			past := &referralsv1.ReferralSaved{}
			require.NoError(t, proto.Unmarshal(data, past))
			require.Empty(t, past.ProtoReflect().GetUnknown(), "a field that was published has gone from the contract")
			require.True(t, proto.Equal(says, past), "want %v\ngot  %v", says, past)
			past.Id = []string{taken, refused}[i]
			require.True(t, proto.Equal(past, today[i]), "want %v\ngot  %v", past, today[i])
		}
	})
}
