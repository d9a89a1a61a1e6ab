package sample_test

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/deschoor/meedoen/platform/fault"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"google.golang.org/protobuf/proto"
)

func (s *store) BatchCreateHeadCounts(
	_ context.Context, in *activitiesv1.BatchCreateHeadCountsRequest,
) (*activitiesv1.BatchCreateHeadCountsResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.enter("BatchCreateHeadCounts"); err != nil {
		return nil, err
	}
	if n := len(in.GetRequests()); n < 1 || n > 1000 {
		return nil, fault.Violation("requests", "BATCH_SIZE", "A batch has 1 to 1,000 counts.")
	}
	for i, r := range in.GetRequests() {
		if reason := s.fault(r.GetHeadCount()); reason != "" {
			return nil, fault.Violation(fmt.Sprintf("requests[%d].head_count", i), reason, "The count is at fault.")
		}
	}
	out := &activitiesv1.BatchCreateHeadCountsResponse{}
	for _, r := range in.GetRequests() {
		i, err := s.once(r.GetRequestId(), r)
		if err != nil {
			return nil, err
		}
		if i < 0 {
			i = len(s.headCounts)
			c := proto.CloneOf(r.GetHeadCount())
			c.Id = fmt.Sprintf("head-count-%d", i)
			s.remember(r.GetRequestId(), r, i)
			s.headCounts = append(s.headCounts, c)
		}
		out.HeadCounts = append(out.HeadCounts, s.headCounts[i])
	}
	return proto.CloneOf(out), nil
}

// fault answers the reason why a count cannot be recorded, or "".
func (s *store) fault(c *activitiesv1.HeadCount) string {
	if c.GetCount() < 0 || c.GetCount() > 10_000 {
		return "COUNT_ABSURD"
	}
	l, p := s.location(c.GetLocationId()), s.programme(c.GetProgrammeId())
	closed := l.GetClosingDate() != "" && l.GetClosingDate() < c.GetDate()
	placeOpen := l != nil && l.GetOpeningDate() <= c.GetDate() && !closed
	programmeRuns := p != nil && p.GetStartDate() <= c.GetDate()
	switch {
	case !placeOpen:
		return "LOCATION_NOT_OPEN"
	case !programmeRuns:
		return "PROGRAMME_NOT_STARTED"
	}
	return ""
}

func (s *store) ListHeadCounts(
	_ context.Context, in *activitiesv1.ListHeadCountsRequest,
) (*activitiesv1.ListHeadCountsResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.enter("ListHeadCounts"); err != nil {
		return nil, err
	}
	out := &activitiesv1.ListHeadCountsResponse{}
	for _, c := range s.headCounts {
		within := in.GetFromDate() <= c.GetDate() && c.GetDate() <= in.GetToDate()
		if within && c.GetProgrammeId() == in.GetProgrammeId() && len(out.HeadCounts) < int(in.GetPageSize()) {
			out.HeadCounts = append(out.HeadCounts, c)
		}
	}
	return proto.CloneOf(out), nil
}

func (s *store) CreateHeadCountCorrection(
	_ context.Context, in *activitiesv1.CreateHeadCountCorrectionRequest,
) (*activitiesv1.HeadCountCorrection, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.enter("CreateHeadCountCorrection"); err != nil {
		return nil, err
	}
	if i, err := s.once(in.GetRequestId(), in); err != nil || i >= 0 {
		return s.corrections[max(i, 0)], err
	}
	c := numbered(s.headCounts, "head-count-", in.GetHeadCountId())
	if c == nil {
		return nil, fault.New(fault.NotFound, "HEAD_COUNT_NOT_FOUND", "There is no such count.")
	}
	if c.GetWithdrawn() {
		return nil, fault.New(fault.FailedPrecondition, "HEAD_COUNT_WITHDRAWN", "The count was withdrawn.")
	}
	c.Count, c.Withdrawn = in.GetCorrection().GetCount(), in.GetCorrection().GetWithdrawn()
	s.remember(in.GetRequestId(), in, len(s.corrections))
	s.corrections = append(s.corrections, in.GetCorrection())
	return in.GetCorrection(), nil
}

// location answers the place with an id, which tells where it stands, or nil.
func (s *store) location(id string) *activitiesv1.Location {
	return numbered(s.locations, "location-", id)
}

func (s *store) programme(id string) *activitiesv1.Programme {
	return numbered(s.programmes, "programme-", id)
}

// numbered answers the record of a list whose id is its number after what stands before all of them, or nil.
func numbered[R any](list []*R, before, id string) *R {
	number, is := strings.CutPrefix(id, before)
	i, err := strconv.Atoi(number)
	if !is || err != nil || i < 0 || i >= len(list) {
		return nil
	}
	return list[i]
}
