package sample

import (
	"slices"

	"google.golang.org/protobuf/proto"

	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// request answers the call that adds p; ids are those of the programmes before it, by code.
func (p Programme) request(ids map[string]string) *activitiesv1.CreateProgrammeRequest {
	return &activitiesv1.CreateProgrammeRequest{
		RequestId: p.RequestID,
		Programme: &activitiesv1.Programme{
			Code:        p.Code,
			DisplayName: p.Name,
			Theme:       p.Theme,
			ParentId:    ids[p.Parent],
			StartDate:   p.Start.String(),
		},
	}
}

func (l Location) request() *activitiesv1.CreateLocationRequest {
	location := &activitiesv1.Location{
		DisplayName: l.Name,
		Kind:        l.Kind,
		WijkCode:    l.Wijk,
		WijkYear:    CalendarYear,
		OpeningDate: l.Opening.String(),
	}
	if !l.Closing.IsZero() {
		location.ClosingDate = proto.String(l.Closing.String())
	}
	return &activitiesv1.CreateLocationRequest{RequestId: l.RequestID, Location: location}
}

func (l *loader) headCount(c HeadCount) *activitiesv1.CreateHeadCountRequest {
	return &activitiesv1.CreateHeadCountRequest{
		RequestId: c.RequestID,
		HeadCount: &activitiesv1.HeadCount{
			LocationId:  l.locations[c.Location],
			ProgrammeId: l.programmes[c.Programme],
			Date:        c.Date.String(),
			PartOfDay:   c.Part,
			Count:       c.Count,
			Method:      c.Method,
			SessionId:   l.ids.of(c.Session),
		},
	}
}

// correction carries no etag: sent again, it must be the same request although the count has another etag by then. So it
// is with all that change a record.
func (l *loader) correction(c Correction) *activitiesv1.CreateHeadCountCorrectionRequest {
	return &activitiesv1.CreateHeadCountCorrectionRequest{
		RequestId:   c.RequestID,
		HeadCountId: l.ids.of(l.year.HeadCounts[c.HeadCount].RequestID),
		Correction:  &activitiesv1.HeadCountCorrection{Count: c.Count, Withdrawn: c.Withdrawn, Reason: c.Reason},
	}
}

// seal answers where in HeadCounts the counts begin that are sent last, in one batch.
func (y Year) seal() int {
	return slices.IndexFunc(y.HeadCounts, func(c HeadCount) bool { return c.Programme == sealProgramme })
}
