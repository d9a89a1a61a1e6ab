package api_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

func TestCorrectionOfAContactKeepsItsHistory(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		first := r.addContact(t, r.addVisit(t))
		require.Empty(t, r.contactHistory(t, first.GetId()))
		r.clock.Advance(time.Hour)
		second, err := r.correctContact(t, first.GetId(), toGroup(9, func(c *activitiesv1.ContactCorrection) {
			c.Channel = activitiesv1.ContactChannel_CONTACT_CHANNEL_SCHOOL
			c.Id, c.Recorder, c.PreviousGroupSize, c.ContactId = "mine", "somebody", 99, "another"
		}))
		require.NoError(t, err)
		third, err := r.correctContact(t, first.GetId(), toGroup(8))
		require.NoError(t, err)

		requireProto(t, &activitiesv1.ContactCorrection{
			Id: second.GetId(), ContactId: first.GetId(), GroupSize: 9, Etag: second.GetEtag(), PreviousGroupSize: 5,
			Channel:         activitiesv1.ContactChannel_CONTACT_CHANNEL_SCHOOL,
			PreviousChannel: activitiesv1.ContactChannel_CONTACT_CHANNEL_STREET, Recorder: staffSubject,
			Reason: activitiesv1.CorrectionReason_CORRECTION_REASON_COUNTED_TWICE, CreateTime: stored(now().Add(time.Hour)),
		}, second)
		require.NotEqual(t, "mine", second.GetId())
		require.Equal(t, activitiesv1.ContactChannel_CONTACT_CHANNEL_SCHOOL, third.GetChannel(), "as before")
		requireProtos(t, []proto.Message{second, third}, messages(r.contactHistory(t, first.GetId())))
		want := proto.CloneOf(first)
		want.GroupSize, want.Channel, want.Etag = 8, activitiesv1.ContactChannel_CONTACT_CHANNEL_SCHOOL, third.GetEtag()
		want.UpdateTime = stored(now().Add(time.Hour))
		requireProto(t, want, r.contact(t, first.GetId()))
	})
}

func TestWithdrawnContactStaysReadableAndCannotBeCorrected(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		c := r.addContact(t, r.addVisit(t))
		by, err := r.correctContact(t, c.GetId(), toGroup(0, neverMet))
		require.NoError(t, err)
		require.EqualValues(t, 5, by.GetPreviousGroupSize())
		after := r.contact(t, c.GetId())
		require.True(t, after.GetWithdrawn())
		require.Zero(t, after.GetGroupSize())
		for name, again := range map[string]*activitiesv1.ContactCorrection{
			"corrected": toGroup(5), "withdrawn again": toGroup(0, neverMet), "with a fault": toGroup(-5),
		} {
			t.Run(name, func(t *testing.T) {
				r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "CONTACT_WITHDRAWN"}, func() error {
					_, err := r.correctContact(t, c.GetId(), again)
					return err
				})
			})
		}
	})
}

func TestCorrectionOfAContactThatBreaksRulesIsRefused(t *testing.T) {
	tests := map[string]struct {
		by   *activitiesv1.ContactCorrection
		want []string
	}{
		"nobody":                  {toGroup(0), []string{"correction.group_size GROUP_EMPTY"}},
		"absurd":                  {toGroup(mostTogether + 1), []string{"correction.group_size GROUP_ABSURD"}},
		"withdrawn with a person": {toGroup(1, neverMet), []string{"correction.group_size GROUP_OF_WITHDRAWN"}},
		"form, all at once": {
			toGroup(5, func(c *activitiesv1.ContactCorrection) { c.Reason, c.Channel = 0, 99 }),
			[]string{"correction.reason ENUM_NOT_IN", "correction.channel ENUM_DEFINED_ONLY"},
		},
	}
	onBoth(t, func(t *testing.T, r *rig) {
		c := r.addContact(t, r.addVisit(t))
		for name, tt := range tests {
			t.Run(name, func(t *testing.T) {
				r.refuses(t, invalid(tt.want...), func() error {
					_, err := r.correctContact(t, c.GetId(), tt.by)
					return err
				})
			})
		}
	})
}
