"""When a kept search was last looked at; of what was looked for in vain, words only"""

import sqlalchemy as sa
from alembic import op

revision = 'search_seen'
down_revision = 'push'
branch_labels = None
depends_on = None

_LONGEST_WORD = 24  # characters


def upgrade() -> None:
    op.add_column('saved_search', sa.Column('seen_sequence', sa.Integer(), nullable=True))
    miss = sa.table('search_miss', sa.column('query', sa.String))
    op.execute(miss.delete().where(sa.or_(miss.c.query.contains(' '), sa.func.length(miss.c.query) > _LONGEST_WORD)))


def downgrade() -> None:
    op.drop_column('saved_search', 'seen_sequence')
