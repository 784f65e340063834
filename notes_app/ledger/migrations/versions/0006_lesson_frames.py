"""How a value stood when somebody said what it is, beside the lessons about labels"""

import sqlalchemy as sa
from alembic import op

revision = 'lesson_frames'
down_revision = 'search_seen'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('lesson', sa.Column('frame', sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column('lesson', 'frame')
