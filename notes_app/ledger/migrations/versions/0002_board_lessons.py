"""What writers taught about their own labels, and how often each field is used"""

import sqlalchemy as sa
from alembic import op

revision = 'board_lessons'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('lesson',
    sa.Column('lesson_id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('author', sa.String(length=200), nullable=False),
    sa.Column('label', sa.String(length=200), nullable=False),
    sa.Column('concept', sa.String(length=200), nullable=False),
    sa.Column('why', sa.String(length=20), nullable=False),
    sa.Column('person_id', sa.String(length=40), nullable=False),
    sa.Column('note_id', sa.String(length=40), nullable=False),
    sa.Column('start', sa.Integer(), nullable=False),
    sa.Column('end', sa.Integer(), nullable=False),
    sa.Column('at', sa.String(40), nullable=False),
    sa.Column('undone_at', sa.String(40), nullable=True),
    sa.Column('undone_by', sa.String(length=40), nullable=False),
    sa.PrimaryKeyConstraint('lesson_id', name=op.f('pk_lesson'))
    )
    op.create_table('field_use',
    sa.Column('field_id', sa.String(length=40), nullable=False),
    sa.Column('month', sa.String(length=7), nullable=False),
    sa.Column('what', sa.String(length=10), nullable=False),
    sa.Column('times', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('field_id', 'month', 'what', name=op.f('pk_field_use'))
    )


def downgrade() -> None:
    op.drop_table('field_use')
    op.drop_table('lesson')
