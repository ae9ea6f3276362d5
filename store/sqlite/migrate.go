package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

// migrations are numbered and only ever added to.
//
//go:embed migrations/*.sql
var migrations embed.FS

func provider(db *sql.DB) (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectSQLite3, db, files, goose.WithDisableGlobalRegistry(true))
}

// migrate brings the schema up to the newest version. A database of a newer
// version than that is refused.
func migrate(c driver.Connector) error {
	db := sql.OpenDB(c)
	defer db.Close()
	p, err := provider(db)
	if err != nil {
		return err
	}
	have, known, err := p.GetVersions(context.Background())
	if err != nil {
		return fmt.Errorf("read schema version: %w", err)
	}
	if have > known {
		return tooNew(have, known)
	}
	if _, err := p.Up(context.Background()); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

func tooNew(have, known int64) error {
	return fmt.Errorf("the database has schema version %d and this program knows %d: use a newer program", have, known)
}
