package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/fieldmaskpb"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/ids"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
)

func TestPersonIsKeptAsItWasGiven(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		added := r.addPerson(t)
		want := helper()
		want.Id, want.Etag, want.CreateTime, want.UpdateTime = added.GetId(), "1", added.GetCreateTime(), added.GetUpdateTime()
		requireProto(t, want, added)
		got, err := r.getPerson(t, added.GetId())
		require.NoError(t, err)
		requireProto(t, added, got)
		bare := r.addPerson(t, func(p *volunteersv1.Person) { proto.Reset(p); p.Surname = "Jansen" })
		got, err = r.getPerson(t, bare.GetId())
		require.NoError(t, err)
		requireProto(t, bare, got)
		_, err = r.getPerson(t, ids.New())
		gone("PERSON_NOT_FOUND").require(t, err)
	})
}

func TestEveryRuleThatAPersonBreaksIsToldAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		bad := func(p *volunteersv1.Person) {
			p.Surname, p.GivenName, p.BirthDate, p.Email, p.Telephone, p.WijkYear = "", "a\nb", proto.String("2022-06-16"), "x", "1", 1950
			p.Availability = append(p.Availability, p.Availability[0])
		}
		fields := []string{
			"surname NAME_MISSING", "given_name NAME_INVALID", "birth_date BIRTH_DATE_IN_FUTURE", "email EMAIL_INVALID",
			"telephone TELEPHONE_INVALID", "wijk_code WIJK_UNKNOWN", "availability AVAILABILITY_TWICE",
		}
		for i := range fields {
			fields[i] = "person." + fields[i]
		}
		r.refuses(t, invalid(fields...), func() error { _, err := r.createPerson(t, helper(bad)); return err })
		added := r.addPerson(t)
		r.refuses(t, invalid(fields...), func() error {
			changed := helper(bad)
			changed.Id = added.GetId()
			_, err := r.people.UpdatePerson(r.coordinator(t), &volunteersv1.UpdatePersonRequest{
				Person: changed, UpdateMask: &fieldmaskpb.FieldMask{Paths: []string{"*"}},
			})
			return err
		})
		for date, reason := range map[string]string{"2022-02-30": "DATE_INVALID", "1890-01-01": "BIRTH_DATE_TOO_LONG_AGO"} {
			r.refuses(t, invalid("person.birth_date "+reason), func() error {
				_, err := r.createPerson(t, helper(func(p *volunteersv1.Person) { p.BirthDate = proto.String(date) }))
				return err
			})
		}
		r.refuses(t, invalid("surname NAME_MISSING", "birth_year BIRTH_YEAR_DIFFERS"), func() error {
			_, err := r.people.SearchPeople(r.coordinator(t), &volunteersv1.SearchPeopleRequest{BirthDate: "1990-05-06", BirthYear: 1991})
			return err
		})
		require.Equal(t, 1, r.keyCount(t), "who is refused has no key")
	})
}

func TestShapeOfAChangedPersonIsCheckedWhole(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		id := r.addPerson(t).GetId()
		r.refuses(t, invalid("person.skills[0] STRING_PATTERN"), func() error {
			_, err := r.updatePerson(t, &volunteersv1.Person{Id: id, Skills: []string{"Goed met mensen"}})
			return err
		})
	})
}

func TestProbableDoublesAreToldAndNotRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		date, year := r.addPerson(t).GetId(), r.addPerson(t, bornIn(1990)).GetId()
		for _, other := range []func(*volunteersv1.Person){
			bornIn(1991), bornIn(0),
			func(p *volunteersv1.Person) { p.BirthDate = proto.String("1990-05-07") },
			func(p *volunteersv1.Person) { p.Surname = "Xanten" },
		} {
			require.NotContains(t, r.addPerson(t, other).GetProbableDoubleIds(), date)
		}
		same := r.addPerson(t, func(p *volunteersv1.Person) { p.Surname, p.GivenName = " VAN xanten  evrard", "Dieuw" })
		require.Equal(t, []string{date, year}, same.GetProbableDoubleIds())
		unknown := r.addPerson(t, bornIn(0))
		require.Len(t, unknown.GetProbableDoubleIds(), 1, "of who has no date either")
		got, err := r.getPerson(t, same.GetId())
		require.NoError(t, err)
		require.Empty(t, got.GetProbableDoubleIds())
	})
}

func TestPersonIsFoundByWholeSurnameAndBirth(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		date, year, unknown := r.addPerson(t).GetId(), r.addPerson(t, bornIn(1990)).GetId(), r.addPerson(t, bornIn(0)).GetId()
		require.Equal(t, []string{date}, r.search(t, "Van Xanten Evrard", "1990-05-06", 0))
		require.Equal(t, []string{date, year}, r.search(t, "van xanten-évrard", "", 1990))
		require.Equal(t, []string{unknown}, r.search(t, "van Xanten-Évrard", "", 0))
		require.Empty(t, r.search(t, "Xanten", "1990-05-06", 0))
		require.Empty(t, r.search(t, "van Xanten-Évrard", "1990-05-07", 0))
	})
}

func TestChangedPersonIsFoundByWhatItIsNow(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		added := r.addPerson(t)
		change := &volunteersv1.Person{Id: added.GetId(), Surname: "Jansen", Skills: []string{"koken"}, Etag: added.GetEtag()}
		changed, err := r.updatePerson(t, change)
		require.NoError(t, err)
		require.Equal(t, "2", changed.GetEtag())
		require.Equal(t, "Dieuwertje", changed.GetGivenName(), "what is not given stays")
		require.Equal(t, []string{"koken"}, changed.GetSkills())
		got, err := r.getPerson(t, added.GetId())
		require.NoError(t, err)
		requireProto(t, changed, got)
		require.Empty(t, r.search(t, "van Xanten-Évrard", "1990-05-06", 0))
		require.Equal(t, []string{added.GetId()}, r.search(t, "jansen", "1990-05-06", 0))
		r.refuses(t, refusal{code: codes.Aborted, reason: "ETAG_MISMATCH"}, func() error {
			_, err := r.updatePerson(t, change)
			return err
		})
		r.refuses(t, gone("PERSON_NOT_FOUND"), func() error {
			_, err := r.updatePerson(t, &volunteersv1.Person{Id: ids.New(), Surname: "Jansen"})
			return err
		})
	})
}

func TestManyWhoChangeOnePersonEachChangeIt(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		id := r.addPerson(t).GetId()
		changed := 0
		for _, err := range together(6, func(i int) error {
			_, err := r.updatePerson(t, &volunteersv1.Person{Id: id, Telephone: "06 1111 000" + string(rune('0'+i))})
			return err
		}) {
			if err == nil {
				changed++
				continue
			}
			require.Equal(t, "WRITE_CONFLICT", fault.FromStatus(status.Convert(err)).Reason, "%v", err)
		}
		got, err := r.getPerson(t, id)
		require.NoError(t, err)
		require.Equal(t, string(rune('1'+changed)), got.GetEtag(), "no change was lost")
		require.Equal(t, []string{id}, r.search(t, "van Xanten-Évrard", "1990-05-06", 0))
	})
}
