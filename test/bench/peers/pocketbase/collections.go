package main

import (
	"github.com/pocketbase/pocketbase/core"
)

// headCounts is the collection that is written to.
const headCounts = "head_counts"

// email is that of the user who records.
const email = "bench@example.org"

// The place and the programme that there are, the same as in the other programs.
const (
	locationID  = "0197f2a0-0000-7000-8000-000000000001"
	programmeID = "0197f2a0-0000-7000-8000-000000000002"
)

// loggedIn is the rule that somebody is.
const loggedIn = `@request.auth.id != ""`

// fill makes the collections, a place, a programme and a user.
func fill(app core.App) error {
	locations, err := register(app, "locations", locationID, "Centrum")
	if err != nil {
		return err
	}
	programmes, err := register(app, "programmes", programmeID, "Buurtcentra")
	if err != nil {
		return err
	}
	rule, least, most := loggedIn, 0.0, 10_000.0
	counts := core.NewBaseCollection(headCounts)
	counts.CreateRule, counts.ViewRule = &rule, &rule
	counts.Fields.Add(
		&core.RelationField{Name: "locationId", Required: true, CollectionId: locations.Id, MaxSelect: 1},
		&core.RelationField{Name: "programmeId", Required: true, CollectionId: programmes.Id, MaxSelect: 1},
		&core.TextField{Name: "date", Required: true, Pattern: `^[0-9]{4}-[0-9]{2}-[0-9]{2}$`},
		&core.SelectField{Name: "partOfDay", Required: true, MaxSelect: 1, Values: []string{
			"PART_OF_DAY_MORNING", "PART_OF_DAY_AFTERNOON", "PART_OF_DAY_EVENING", "PART_OF_DAY_WHOLE_DAY",
		}},
		&core.NumberField{Name: "count", OnlyInt: true, Min: &least, Max: &most},
		&core.SelectField{Name: "method", Required: true, MaxSelect: 1, Values: []string{
			"COUNT_METHOD_COUNTER", "COUNT_METHOD_TALLY", "COUNT_METHOD_ESTIMATE",
		}},
		&core.AutodateField{Name: "createTime", OnCreate: true},
		&core.AutodateField{Name: "updateTime", OnCreate: true, OnUpdate: true},
	)
	// Those of the suite.
	counts.AddIndex("head_count_location", false, "locationId, id", "")
	counts.AddIndex("head_count_programme", false, "programmeId, id", "")
	if err := app.Save(counts); err != nil {
		return err
	}
	return addUser(app)
}

// register makes a collection of what is referred to, with one in it.
func register(app core.App, name, id, displayName string) (*core.Collection, error) {
	c := core.NewBaseCollection(name)
	// Its own ids are of fifteen characters.
	if own, is := c.Fields.GetByName("id").(*core.TextField); is {
		own.Max, own.Pattern = len(id), `^[a-z0-9-]+$`
	}
	c.Fields.Add(&core.TextField{Name: "displayName", Required: true})
	if err := app.Save(c); err != nil {
		return nil, err
	}
	record := core.NewRecord(c)
	record.Set("id", id)
	record.Set("displayName", displayName)
	return c, app.Save(record)
}

func addUser(app core.App) error {
	users, err := app.FindCollectionByNameOrId("users")
	if err != nil {
		return err
	}
	user := core.NewRecord(users)
	user.SetEmail(email)
	user.SetRandomPassword()
	return app.Save(user)
}
