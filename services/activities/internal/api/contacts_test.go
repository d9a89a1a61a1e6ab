package api_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/auth/devissuer"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

func TestContactIsAnsweredAsItWasRecorded(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		recorded := r.addContact(t, v)
		want := v.contact(func(c *activitiesv1.Contact) {
			c.Id, c.Recorder, c.Etag, c.Stadsdeel = recorded.GetId(), staffSubject, recorded.GetEtag(), "stad"
			c.CreateTime, c.UpdateTime = stored(now()), stored(now())
		}).GetContact()
		requireProto(t, want, recorded)
		require.NotEmpty(t, recorded.GetEtag())
		requireProto(t, recorded, r.contact(t, recorded.GetId()))
	})
}

func TestWijkOfAContactFollowsFromItsLocation(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		for name, change := range map[string]func(*activitiesv1.Contact){
			"without a wijk": func(*activitiesv1.Contact) {},
			"with the same":  func(c *activitiesv1.Contact) { c.WijkCode, c.WijkYear = "WK003401", 2022 },
		} {
			t.Run(name, func(t *testing.T) {
				c := r.contact(t, r.addContact(t, v, metAt(v.location), change).GetId())
				require.Equal(t, v.location, c.GetLocationId())
				require.Equal(t, "WK003401", c.GetWijkCode())
				require.EqualValues(t, 2022, c.GetWijkYear())
				require.Equal(t, "haven", c.GetStadsdeel())
			})
		}
	})
}

func TestWijkOfAContactStaysWhenItsLocationMoves(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		c := r.addContact(t, v, metAt(v.location))
		_, err := r.updateLocation(t, &activitiesv1.Location{Id: v.location, WijkCode: "WK003420"})
		require.NoError(t, err)
		requireProto(t, c, r.contact(t, c.GetId()))
		require.Equal(t, "stad", r.addContact(t, v, metAt(v.location)).GetStadsdeel())
	})
}

func TestPartOfDayOfAContactMayBeAbsent(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		c := r.addContact(t, r.addVisit(t), func(c *activitiesv1.Contact) { c.PartOfDay = 0 })
		require.Zero(t, r.contact(t, c.GetId()).GetPartOfDay())
	})
}

func TestImporterRecordsContactsOfThePast(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		importer := r.as(t, devissuer.Claims{Subject: "invoer", Roles: []string{"importer"}})
		c, err := r.contacts.CreateContact(importer, v.contact(metOn("2020-01-01"), func(c *activitiesv1.Contact) {
			c.Id, c.Recorder, c.Withdrawn, c.Stadsdeel = "mine", "somebody.else", true, "pampus"
		}))
		require.NoError(t, err)
		require.Equal(t, "invoer", c.GetRecorder())
		require.NotEqual(t, "mine", c.GetId())
		require.Equal(t, "stad", c.GetStadsdeel())
		require.False(t, c.GetWithdrawn())
	})
}

func TestContactThatBreaksRulesIsRefusedWithAllOfThem(t *testing.T) {
	type change = func(*activitiesv1.Contact)
	const date = "contact.date "
	tests := map[string]struct {
		change change
		want   []string
	}{
		"one person":               {group(1), nil},
		"the most":                 {group(mostTogether), nil},
		"nobody":                   {group(0), []string{"contact.group_size GROUP_EMPTY"}},
		"less than nobody":         {group(math.MinInt32), []string{"contact.group_size GROUP_EMPTY"}},
		"more than the most":       {group(mostTogether + 1), []string{"contact.group_size GROUP_ABSURD"}},
		"first day":                {metOn("2021-07-01"), nil},
		"last day":                 {metOn("2021-11-30"), nil},
		"day before the programme": {metOn("2021-06-30"), []string{date + "PROGRAMME_NOT_STARTED"}},
		"day after the programme":  {metOn("2021-12-01"), []string{date + "PROGRAMME_ENDED"}},
		"tomorrow":                 {metOn("2022-06-16"), []string{date + "DATE_IN_FUTURE", date + "PROGRAMME_ENDED"}},
		"no such day":              {metOn("2021-09-31"), []string{date + "DATE_INVALID"}},
		"no place": {
			func(c *activitiesv1.Contact) { c.WijkCode, c.WijkYear = "", 0 }, []string{"contact.wijk_code PLACE_MISSING"},
		},
		"a year alone":      {func(c *activitiesv1.Contact) { c.WijkCode = "" }, []string{"contact.wijk_code PLACE_MISSING"}},
		"unknown wijk":      {func(c *activitiesv1.Contact) { c.WijkCode = "WK003499" }, []string{"contact.wijk_code WIJK_UNKNOWN"}},
		"another edition":   {func(c *activitiesv1.Contact) { c.WijkYear = 1999 }, []string{"contact.wijk_code WIJK_UNKNOWN"}},
		"no edition":        {func(c *activitiesv1.Contact) { c.WijkYear = 0 }, []string{"contact.wijk_code WIJK_UNKNOWN"}},
		"unknown location":  {metAt("x"), []string{"contact.location_id LOCATION_UNKNOWN"}},
		"unknown programme": {func(c *activitiesv1.Contact) { c.ProgrammeId = "x" }, []string{"contact.programme_id PROGRAMME_UNKNOWN"}},
		"form, all at once": {
			func(c *activitiesv1.Contact) {
				c.ProgrammeId, c.Date, c.Channel, c.PartOfDay, c.WijkCode = "", "", 0, 9, "3401"
			},
			[]string{
				"contact.programme_id STRING_MIN_LEN", "contact.date STRING_MIN_LEN", "contact.channel ENUM_NOT_IN",
				"contact.part_of_day ENUM_DEFINED_ONLY", "contact.wijk_code STRING_PATTERN",
			},
		},
		"meaning, all at once": {
			func(c *activitiesv1.Contact) {
				c.GroupSize, c.Date, c.WijkCode, c.ProgrammeId = 0, "2022-06-16", "", "x"
			},
			[]string{
				"contact.group_size GROUP_EMPTY", date + "DATE_IN_FUTURE", "contact.wijk_code PLACE_MISSING",
				"contact.programme_id PROGRAMME_UNKNOWN",
			},
		},
	}
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.term(t)
		tests["place that was closed"] = struct {
			change change
			want   []string
		}{
			func(c *activitiesv1.Contact) { metAt(v.location)(c); c.Date = "2022-01-01" },
			[]string{date + "LOCATION_NOT_OPEN", date + "PROGRAMME_ENDED"},
		}
		tests["another wijk than that of the place"] = struct {
			change change
			want   []string
		}{func(c *activitiesv1.Contact) { c.LocationId = v.location }, []string{"contact.wijk_code WIJK_NOT_OF_LOCATION"}}
		for name, tt := range tests {
			t.Run(name, func(t *testing.T) {
				req := v.contact(metOn("2021-09-01"), tt.change)
				if tt.want == nil {
					require.NoError(t, r.createContact(t, req))
					return
				}
				r.refuses(t, invalid(tt.want...), func() error { return r.createContact(t, req) })
			})
		}
	})
}

func TestUnknownContactIsNotFound(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		want := refusal{code: codes.NotFound, reason: "CONTACT_NOT_FOUND"}
		_, err := r.contacts.GetContact(r.staff(t), &activitiesv1.GetContactRequest{Id: "nothing"})
		want.require(t, err)
		_, err = r.contacts.ListContactCorrections(r.staff(t), &activitiesv1.ListContactCorrectionsRequest{ContactId: "nothing"})
		want.require(t, err)
		r.refuses(t, want, func() error {
			_, err := r.correctContact(t, "nothing", toGroup(3))
			return err
		})
	})
}

func TestContactsAreNarrowedByProgrammeAndDate(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		other := visit{programme: r.addProgramme(t, "ambulant").GetId()}
		may, june := r.addContact(t, v, metOn("2022-05-31")), r.addContact(t, v, metOn("2022-06-01"))
		street := r.addContact(t, other)
		tests := map[string]struct {
			req  *activitiesv1.ListContactsRequest
			want []proto.Message
		}{
			"all":       {&activitiesv1.ListContactsRequest{}, messages([]*activitiesv1.Contact{may, june, street})},
			"programme": {&activitiesv1.ListContactsRequest{ProgrammeId: other.programme}, messages([]*activitiesv1.Contact{street})},
			"until May": {&activitiesv1.ListContactsRequest{ToDate: "2022-05-31"}, messages([]*activitiesv1.Contact{may})},
			"from June": {&activitiesv1.ListContactsRequest{FromDate: "2022-06-01"}, messages([]*activitiesv1.Contact{june, street})},
			"one day": {
				&activitiesv1.ListContactsRequest{ProgrammeId: v.programme, FromDate: "2022-06-01", ToDate: "2022-06-01"},
				messages([]*activitiesv1.Contact{june}),
			},
		}
		for name, tt := range tests {
			t.Run(name, func(t *testing.T) {
				answer, err := r.contacts.ListContacts(r.staff(t), tt.req)
				require.NoError(t, err)
				requireProtos(t, tt.want, messages(answer.GetContacts()))
			})
		}
		_, err := r.contacts.ListContacts(r.staff(t), &activitiesv1.ListContactsRequest{FromDate: "2022-02-30", ToDate: "2022-13-01"})
		invalid("from_date DATE_INVALID", "to_date DATE_INVALID").require(t, err)
	})
}
