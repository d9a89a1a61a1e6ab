package beside

import "time"

// HeadCount is a head count as REST has it in JSON, both ways: the same names and values as of the suite.
type HeadCount struct {
	ID          string     `json:"id"`
	LocationID  string     `json:"locationId"`
	ProgrammeID string     `json:"programmeId"`
	Date        string     `json:"date"`
	PartOfDay   string     `json:"partOfDay"`
	Count       int32      `json:"count"`
	Method      string     `json:"method"`
	Recorder    string     `json:"recorder"`
	Withdrawn   bool       `json:"withdrawn"`
	Etag        string     `json:"etag"`
	CreateTime  *time.Time `json:"createTime,omitempty"`
	UpdateTime  *time.Time `json:"updateTime,omitempty"`
	SessionID   string     `json:"sessionId"`
}
