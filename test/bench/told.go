package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/outbox"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	peoplev1 "github.com/deschoor/meedoen/proto/meedoen/people/v1"
)

// What facts are about: places and young people of a year. Of ten records six are of somebody who took part and four are head
// counts, about as in the year of an organisation.
const (
	placesOfAll   = 70
	youngPeople   = 5_000
	visitsOfCount = 12
)

// headCount and attendance are the programmes that they are of.
const (
	countsOf      = "buurtcentra"
	attendancesOf = "jongerenwerk"
)

// teller publishes what the service of activities would tell.
type teller struct {
	conn *natsx.Conn
	told int // how many events are in the stream
}

// tell publishes the places, the programmes and so many records, and waits until the stream has them.
func (t *teller) tell(ctx context.Context, records int) error {
	if _, err := t.conn.DeclareStream(ctx, "activities"); err != nil {
		return err
	}
	for n := range placesOfAll {
		if err := t.publish("location.saved", placeSaved(n)); err != nil {
			return err
		}
	}
	for _, code := range []string{countsOf, attendancesOf} {
		if err := t.publish("programme.saved", programmeSaved(code)); err != nil {
			return err
		}
	}
	for n := range records {
		noun, m := recordSaved(n)
		if err := t.publish(noun, m); err != nil {
			return err
		}
	}
	select {
	case <-t.conn.JS.PublishAsyncComplete():
	case <-ctx.Done():
		return ctx.Err()
	}
	stream, err := t.conn.JS.Stream(ctx, natsx.StreamName("activities"))
	if err != nil {
		return err
	}
	if have := stream.CachedInfo().State.Msgs; have != uint64(t.told) {
		return fmt.Errorf("the stream has %d of %d events", have, t.told)
	}
	return nil
}

// end answers the place of the last event.
func (t *teller) end() string { return fmt.Sprintf("activities:%d", t.told) }

type saved interface {
	proto.Message
	GetId() string
}

func (t *teller) publish(noun string, m saved) error {
	data, err := proto.Marshal(m)
	if err != nil {
		return err
	}
	of, happened, _ := strings.Cut(noun, ".")
	message := cloudevent.ToNATS(natsx.Subject("activities", of, happened, m.GetId()), cloudevent.Event{
		ID: ids.New(), Source: natsx.Defaults().Source + "-activities", Type: outbox.Type("activities", noun), Subject: m.GetId(),
		Time: time.Date(2022, 6, 1, 12, 0, 0, 0, time.UTC), DataContentType: cloudevent.ProtobufType,
		DataSchema: "urn:protobuf:" + string(m.ProtoReflect().Descriptor().FullName()), Data: data,
	})
	// Each is published once, and the server would remember all of them for a while.
	message.Header.Del(nats.MsgIdHdr)
	if _, err := t.conn.JS.PublishMsgAsync(message, jetstream.WithStallWait(natsx.StallWait)); err != nil {
		return errors.Join(errors.New("fill the stream"), err)
	}
	t.told++
	return nil
}

func placeID(n int) string { return fmt.Sprintf("00000000-0000-7000-8000-%012d", n) }

func placeSaved(n int) saved {
	return &activitiesv1.LocationSaved{
		Id: placeID(n), Version: 1, Kind: activitiesv1.LocationKind_LOCATION_KIND_COMMUNITY_CENTRE, OpeningDate: "2010-01-01",
		WijkCode: fmt.Sprintf("WK0034%02d", 1+n%20), WijkYear: 2022, Stadsdeel: fmt.Sprintf("district-%d", n%7),
	}
}

func programmeSaved(code string) saved {
	return &activitiesv1.ProgrammeSaved{
		Id: code, Version: 1, Code: code, Theme: activitiesv1.Theme_THEME_MEETING, StartDate: "2010-01-01",
	}
}

// recordSaved answers record n, in the order of the days of a year.
func recordSaved(n int) (noun string, m saved) {
	day := time.Date(2022, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, n/300%365).Format(time.DateOnly)
	if n%10 < 4 {
		return "head-count.saved", &activitiesv1.HeadCountSaved{
			Id: ids.New(), Version: 1, LocationId: placeID(n / 7 % placesOfAll), ProgrammeId: countsOf, Date: day, Count: visitsOfCount,
			PartOfDay: activitiesv1.PartOfDay_PART_OF_DAY_MORNING, Method: activitiesv1.CountMethod_COUNT_METHOD_TALLY,
		}
	}
	who := n * 2_654_435_761 >> 8 % youngPeople
	return "attendance.saved", &activitiesv1.AttendanceSaved{
		Id: ids.New(), Version: 1, SessionId: placeID(n / 12), LocationId: placeID(who % placesOfAll), ProgrammeId: attendancesOf,
		Date: day, AgeBand: peoplev1.AgeBand(1 + who%7), Visits: 1,
		Person: fmt.Sprintf("%x", sha256.Sum256([]byte(strconv.Itoa(who)))),
	}
}
