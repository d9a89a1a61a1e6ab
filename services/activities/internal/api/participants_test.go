package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/fieldmaskpb"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/ids"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// participant answers a participant who may be added, changed by change.
func participant(change ...func(*activitiesv1.Participant)) *activitiesv1.Participant {
	p := &activitiesv1.Participant{
		GivenName: "Dieuwertje", Surname: "van Xanten-Évrard", BirthDate: proto.String("1990-05-06"), WijkCode: "WK003401", WijkYear: 2022,
		Email: "dieuwertje@xanten.example", Telephone: "06 1357 9246",
	}
	for _, c := range change {
		c(p)
	}
	return p
}

func bornIn(year int32) func(*activitiesv1.Participant) {
	return func(p *activitiesv1.Participant) { p.BirthDate, p.BirthYear = nil, year }
}

func (r *rig) createParticipant(t testing.TB, p *activitiesv1.Participant) (*activitiesv1.Participant, error) {
	t.Helper()
	return r.people.CreateParticipant(r.staff(t), &activitiesv1.CreateParticipantRequest{Participant: p})
}

func (r *rig) addParticipant(t testing.TB, change ...func(*activitiesv1.Participant)) *activitiesv1.Participant {
	t.Helper()
	p, err := r.createParticipant(t, participant(change...))
	require.NoError(t, err)
	return p
}

func (r *rig) getParticipant(t testing.TB, id string) (*activitiesv1.Participant, error) {
	t.Helper()
	return r.people.GetParticipant(r.staff(t), &activitiesv1.GetParticipantRequest{Id: id})
}

// search answers the ids of those who are found.
func (r *rig) search(t testing.TB, surname, date string, year int32) (found []string) {
	t.Helper()
	answer, err := r.people.SearchParticipants(r.staff(t), &activitiesv1.SearchParticipantsRequest{
		Surname: surname, BirthDate: date, BirthYear: year,
	})
	require.NoError(t, err)
	for _, p := range answer.GetParticipants() {
		found = append(found, p.GetId())
	}
	return found
}

func gone(reason string) refusal { return refusal{code: codes.NotFound, reason: reason} }

func TestParticipantIsKeptAsItWasGiven(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		added := r.addParticipant(t)
		want := participant()
		want.Id, want.Etag, want.CreateTime, want.UpdateTime = added.GetId(), "1", added.GetCreateTime(), added.GetUpdateTime()
		requireProto(t, want, added)
		got, err := r.getParticipant(t, added.GetId())
		require.NoError(t, err)
		requireProto(t, added, got)
		bare := r.addParticipant(t, func(p *activitiesv1.Participant) { proto.Reset(p); p.Surname = "Jansen" })
		got, err = r.getParticipant(t, bare.GetId())
		require.NoError(t, err)
		requireProto(t, bare, got)
		_, err = r.getParticipant(t, ids.New())
		gone("PARTICIPANT_NOT_FOUND").require(t, err)
	})
}

func TestEveryRuleThatAParticipantBreaksIsToldAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		bad := func(p *activitiesv1.Participant) {
			p.Surname, p.BirthDate, p.Email, p.Telephone, p.WijkYear = "", proto.String("2022-06-16"), "x", "1", 1950
		}
		fields := []string{"surname NAME_MISSING", "birth_date BIRTH_DATE_IN_FUTURE", "email EMAIL_INVALID", "telephone TELEPHONE_INVALID", "wijk_code WIJK_UNKNOWN"}
		for i := range fields {
			fields[i] = "participant." + fields[i]
		}
		r.refuses(t, invalid(fields...), func() error {
			_, err := r.createParticipant(t, participant(bad))
			return err
		})
		added := r.addParticipant(t)
		r.refuses(t, invalid(fields...), func() error {
			changed := participant(bad)
			changed.Id = added.GetId()
			_, err := r.people.UpdateParticipant(r.staff(t), &activitiesv1.UpdateParticipantRequest{
				Participant: changed, UpdateMask: &fieldmaskpb.FieldMask{Paths: []string{"*"}},
			})
			return err
		})
		r.refuses(t, invalid("participant.birth_date DATE_INVALID"), func() error {
			_, err := r.createParticipant(t, participant(func(p *activitiesv1.Participant) { p.BirthDate = proto.String("2022-02-30") }))
			return err
		})
		r.refuses(t, invalid("surname NAME_MISSING", "birth_year BIRTH_YEAR_DIFFERS"), func() error {
			_, err := r.people.SearchParticipants(r.staff(t), &activitiesv1.SearchParticipantsRequest{BirthDate: "1990-05-06", BirthYear: 1991})
			return err
		})
	})
}

func TestProbableDoublesAreToldAndNotRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		date, year := r.addParticipant(t).GetId(), r.addParticipant(t, bornIn(1990)).GetId()
		for _, other := range []func(*activitiesv1.Participant){
			bornIn(1991), bornIn(0),
			func(p *activitiesv1.Participant) { p.BirthDate = proto.String("1990-05-07") },
			func(p *activitiesv1.Participant) { p.Surname = "Xanten" },
		} {
			require.NotContains(t, r.addParticipant(t, other).GetProbableDoubleIds(), date)
		}
		same := r.addParticipant(t, func(p *activitiesv1.Participant) { p.Surname, p.GivenName = " VAN xanten  evrard", "Dieuw" })
		require.ElementsMatch(t, []string{date, year}, same.GetProbableDoubleIds())
		unknown := r.addParticipant(t, bornIn(0))
		require.Len(t, unknown.GetProbableDoubleIds(), 1, "of who has no date either")
		got, err := r.getParticipant(t, same.GetId())
		require.NoError(t, err)
		require.Empty(t, got.GetProbableDoubleIds())
	})
}

func TestParticipantIsFoundByWholeSurnameAndBirth(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		date, year, unknown := r.addParticipant(t).GetId(), r.addParticipant(t, bornIn(1990)).GetId(), r.addParticipant(t, bornIn(0)).GetId()
		require.Equal(t, []string{date}, r.search(t, "Van Xanten Evrard", "1990-05-06", 0))
		require.ElementsMatch(t, []string{date, year}, r.search(t, "van xanten-évrard", "", 1990))
		require.Equal(t, []string{unknown}, r.search(t, "van Xanten-Évrard", "", 0))
		require.Empty(t, r.search(t, "Xanten", "1990-05-06", 0))
		require.Empty(t, r.search(t, "van Xanten-Évrard", "1990-05-07", 0))
	})
}

func TestChangedParticipantIsFoundByWhatItIsNow(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		added := r.addParticipant(t)
		change := &activitiesv1.UpdateParticipantRequest{
			Participant: &activitiesv1.Participant{Id: added.GetId(), Surname: "Jansen", Etag: added.GetEtag()},
		}
		changed, err := r.people.UpdateParticipant(r.staff(t), change)
		require.NoError(t, err)
		require.Equal(t, "2", changed.GetEtag())
		require.Equal(t, "Dieuwertje", changed.GetGivenName(), "what is not given stays")
		got, err := r.getParticipant(t, added.GetId())
		require.NoError(t, err)
		requireProto(t, changed, got)
		require.Empty(t, r.search(t, "van Xanten-Évrard", "1990-05-06", 0))
		require.Equal(t, []string{added.GetId()}, r.search(t, "jansen", "1990-05-06", 0))
		r.refuses(t, refusal{code: codes.Aborted, reason: "ETAG_MISMATCH"}, func() error {
			_, err := r.people.UpdateParticipant(r.staff(t), change)
			return err
		})
	})
}

func TestManyWhoChangeOneParticipantEachChangeIt(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		id := r.addParticipant(t).GetId()
		changed := 0
		for _, err := range together(6, func(i int) error {
			_, err := r.people.UpdateParticipant(r.staff(t), &activitiesv1.UpdateParticipantRequest{
				Participant: &activitiesv1.Participant{Id: id, Telephone: "06 1111 000" + string(rune('0'+i))},
			})
			return err
		}) {
			if err == nil {
				changed++
				continue
			}
			require.True(t, fault.FromStatus(status.Convert(err)).Reason == "WRITE_CONFLICT", "%v", err)
		}
		got, err := r.getParticipant(t, id)
		require.NoError(t, err)
		require.Equal(t, string(rune('1'+changed)), got.GetEtag(), "no change was lost")
		require.Equal(t, []string{id}, r.search(t, "van Xanten-Évrard", "1990-05-06", 0))
	})
}

func TestSecondDeliveryAddsNobodyAndKeepsNoKey(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		req := &activitiesv1.CreateParticipantRequest{Participant: participant(), RequestId: ids.New()}
		first, err := r.people.CreateParticipant(r.staff(t), req)
		require.NoError(t, err)
		second, err := r.people.CreateParticipant(r.staff(t), req)
		require.NoError(t, err)
		requireProto(t, first, second)
		other := &activitiesv1.CreateParticipantRequest{Participant: participant(bornIn(1980)), RequestId: req.GetRequestId()}
		r.refuses(t, refusal{codes.AlreadyExists, "REQUEST_ID_REUSED", []string{"request_id REQUEST_ID_REUSED"}}, func() error {
			_, err := r.people.CreateParticipant(r.staff(t), other)
			return err
		})
		require.Len(t, r.rows(t, "participant"), 1)
		require.Equal(t, 1, r.keyCount(t))
	})
}

func TestPersonIsCountedByAPseudonymOfTheYear(t *testing.T) {
	r := newRig(t, sqliteEngine())
	day := civil.Date{Year: 2022, Month: 12, Day: 31}
	pseudonym := r.deps.Counted("anna", day)
	require.Len(t, pseudonym, 43)
	require.Equal(t, pseudonym, r.deps.Counted("anna", civil.Date{Year: 2022, Month: 1, Day: 1}))
	require.NotEqual(t, pseudonym, r.deps.Counted("anna", day.AddDays(1)))
	require.NotEqual(t, pseudonym, r.deps.Counted("ben", day))
}
